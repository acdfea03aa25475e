package dev.memdi.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The format of backups. Its golden bytes are those of {@code golden-backup-2.txt}; {@code
 * -Dmemdi.golden=rewrite} writes them anew, which no change of the format may need: it needs
 * another version. Those of earlier versions are read, and written by nobody any more.
 */
class BackupFileTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/memdi/cli/backup");
  private static final Path GOLDEN = FOLDER.resolve("golden-backup-2.txt");
  private static final Part.Header HEADER =
      new Part.Header(
          List.of(new Part.Keyspace("default", 1), new Part.Keyspace("cache", 1)),
          1_700_000_000_000L);

  @TempDir private Path directory;

  private static Result.Entry entry(String key, String value) {
    return new Result.Entry(Key.utf8(key), Bytes.utf8(value), new Revision(7), Optional.empty());
  }

  private static Result.Entry mortal(String key, Duration ttl) {
    return new Result.Entry(Key.utf8(key), Bytes.EMPTY, new Revision(8), Optional.of(ttl));
  }

  /**
   * Two shards, one of them empty; one page that gets smaller by compression, and one that does
   * not.
   */
  private static void writeSample(BackupWriter writer) throws IOException {
    writer.beginShard(new Part.Shard(0, 9, 1_700_000_000_001L));
    writer.page(List.of(entry("a", "1"), mortal("b", Duration.ofMillis(1500))));
    writer.page(List.of(entry("c", "c".repeat(1000))));
    writer.endShard();
    writer.beginShard(new Part.Shard(1, 0, 1_700_000_000_002L));
    writer.endShard();
    writer.finish();
  }

  private Path sample() throws IOException {
    Path file = directory.resolve("sample.backup");
    try (BackupWriter writer = BackupWriter.create(file, HEADER)) {
      writeSample(writer);
    }
    return file;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("other.backup"), bytes);
  }

  private static List<Result.Entry> keys(Path file) throws IOException {
    List<Result.Entry> keys = new ArrayList<>();
    BackupReader.read(file, (keyspace, shard, page) -> keys.addAll(page.entries()));
    return keys;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = sample();
    assertThat(keys(file))
        .containsExactly(
            entry("a", "1"), mortal("b", Duration.ofMillis(1500)), entry("c", "c".repeat(1000)));
    BackupReader.Summary summary = BackupReader.read(file, (keyspace, shard, page) -> {});
    assertThat(summary.header()).isEqualTo(HEADER);
    assertThat(summary.keys()).isEqualTo(3);
    assertThat(summary.shards())
        .containsExactly(
            new BackupReader.ShardSummary(new Part.Shard(0, 9, 1_700_000_000_001L), 3),
            new BackupReader.ShardSummary(new Part.Shard(1, 0, 1_700_000_000_002L), 0));
    assertThat(Files.size(file)).isLessThan(400); // it was compressed
  }

  @Test
  void itIsToldWhoseTheKeysAre() throws IOException {
    List<String> places = new ArrayList<>();
    BackupReader.read(
        sample(),
        (keyspace, shard, page) ->
            places.add("%s %d: %d".formatted(keyspace, shard, page.entries().size())));
    assertThat(places).containsExactly("default 0: 2", "default 0: 1");
    assertThat(HEADER.keyspaceOf(1)).isEqualTo("cache");
  }

  @Test
  void thoseOfTheFirstVersionAreRead() throws IOException {
    String golden = Files.readString(FOLDER.resolve("golden-backup-1.txt")).strip();
    Path file = file(HexFormat.of().parseHex(golden));
    assertThat(keys(file)).isEqualTo(keys(sample()));
    assertThat(BackupReader.read(file, (keyspace, shard, page) -> {}).header())
        .isEqualTo(new Part.Header(List.of(new Part.Keyspace("default", 2)), 1_700_000_000_000L));
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void itIsReadAsEver() throws IOException {
    byte[] golden = HexFormat.of().parseHex(Files.readString(GOLDEN).strip());
    assertThat(keys(file(golden))).isEqualTo(keys(sample()));
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void itIsWrittenAsEver() throws IOException {
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(sample())))
        .isEqualTo(Files.readString(GOLDEN).strip());
  }

  @Test
  @EnabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void rewrite() throws IOException {
    Files.createDirectories(GOLDEN.getParent());
    Files.writeString(GOLDEN, HexFormat.of().formatHex(Files.readAllBytes(sample())) + "\n");
  }

  @Test
  void aFileHasItsNameOnlyOnceItIsWhole() throws IOException {
    Path file = directory.resolve("unfinished.backup");
    try (BackupWriter writer = BackupWriter.create(file, HEADER)) {
      writer.beginShard(new Part.Shard(0, 9, 0));
      assertThat(file).doesNotExist();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aShardThatIsBegunAnewLeavesNoTrace() throws IOException {
    Path file = directory.resolve("again.backup");
    try (BackupWriter writer = BackupWriter.create(file, HEADER)) {
      writer.beginShard(new Part.Shard(0, 5, 1));
      for (int i = 0; i < 50; i++) { // more than is held back before it is written
        writer.page(List.of(random(i)));
      }
      writer.abandonShard();
      writeSample(writer);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(Files.readAllBytes(sample()));
  }

  private static Result.Entry random(int seed) {
    byte[] value = new byte[100_000];
    new java.util.Random(seed).nextBytes(value);
    return new Result.Entry(
        Key.utf8("k" + seed), Bytes.wrap(value), new Revision(1), Optional.empty());
  }

  @Test
  void whereverItIsCutItIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    for (int length = 0; length < whole.length; length++) {
      Path cut = file(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> keys(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(DamagedBackupException.class)
          .hasMessageStartingWith(cut.toString())
          .hasMessageMatching("(?s).*(cut short|not a backup).*");
    }
  }

  @Test
  void everyDamagedByteIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x20;
      Path file = file(damaged);
      assertThatThrownBy(() -> keys(file))
          .as("byte %d", at)
          .isInstanceOf(DamagedBackupException.class);
    }
  }

  @Test
  void whatFollowsTheEndIsNoticed() throws IOException {
    byte[] whole = Files.readAllBytes(sample());
    Path longer = file(Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> keys(longer)).hasMessageContaining("something follows its end");
  }

  @Test
  void aNewerVersionIsRefusedByItsName() throws IOException {
    byte[] newer = Files.readAllBytes(sample());
    newer[PartCodec.MAGIC.length + 1] = 3;
    Path file = file(newer);
    assertThatThrownBy(() -> keys(file))
        .isInstanceOf(DamagedBackupException.class)
        .hasMessageContaining("format version 3; this memdi reads versions 1 to 2");
  }

  @Test
  void aMissingShardIsNoticed() throws IOException {
    Path file = directory.resolve("short.backup");
    try (BackupWriter writer = BackupWriter.create(file, HEADER)) {
      writer.beginShard(new Part.Shard(0, 9, 0));
      writer.endShard();
      writer.finish();
    }
    assertThatThrownBy(() -> keys(file)).hasMessageContaining("it ends after 1 of 2 shards");
  }

  @Test
  void whereNothingCanBeWrittenIsSaid() {
    Path nowhere = directory.resolve("none/such.backup");
    assertThatThrownBy(() -> BackupWriter.create(nowhere, HEADER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in no directory that exists");
    assertThatThrownBy(() -> keys(nowhere))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file " + nowhere);
  }
}
