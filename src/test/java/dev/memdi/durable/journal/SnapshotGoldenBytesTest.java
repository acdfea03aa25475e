package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import dev.memdi.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Snapshots that some version of memdi wrote are read by this one, and those without compression
 * (whose bytes are another library's) are written as ever. With {@code -Dmemdi.golden=rewrite} the
 * file is written anew; lines of versions that are no longer written stay.
 */
class SnapshotGoldenBytesTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/memdi/durable/journal/golden-snapshots.txt");
  private static final String HEADER =
      """
      # Whole files of snapshots: sample, format version, file name, bytes. A changed line means that
      # snapshots from before the change can't be read any more: raise the version instead, go on
      # reading the old one, and leave its line in here.
      """;

  private record Golden(String sample, int version, String file, String hex) {
    static Golden parse(String line) {
      String[] words = line.split(" ");
      return new Golden(words[0], Integer.parseInt(words[1]), words[2], words[3]);
    }

    String key() {
      return sample + " " + version;
    }

    @Override
    public String toString() {
      return key() + " " + file + " " + hex;
    }
  }

  private record Sample(
      SnapshotAbout.WithHead snapshot, List<Bytes> chunks, int compressionLevel) {}

  private static Map<String, Sample> samples() {
    Map<String, Sample> samples = new LinkedHashMap<>();
    var form = new SnapshotAbout.Form(18, "state-3");
    var extra =
        new SnapshotAbout.Serialized(new SnapshotAbout.Form(-7, ""), Bytes.utf8("beside it"));
    samples.put(
        "head-alone",
        new Sample(
            new SnapshotAbout.WithHead(
                new SnapshotAbout(
                    "a|1", 7, 1_750_000_000_000L, form, Optional.empty(), Optional.empty()),
                Bytes.utf8("all of it")),
            List.of(),
            0));
    List<Bytes> chunks = List.of(Bytes.utf8("first"), Bytes.EMPTY, Bytes.wrap(new byte[40]));
    var chunked =
        new SnapshotAbout.WithHead(
            new SnapshotAbout(
                "Ünit", Long.MAX_VALUE, 0, form, Optional.of(chunks.size()), Optional.of(extra)),
            Bytes.utf8("head"));
    samples.put("chunks", new Sample(chunked, chunks, 0));
    samples.put("compressed-chunks", new Sample(chunked, chunks, 1));
    return samples;
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void whateverWasEverWrittenIsRead() throws IOException {
    Map<String, Sample> samples = samples();
    assertThat(stored()).hasSizeGreaterThanOrEqualTo(samples.size());
    for (Golden golden : stored()) {
      Sample sample = samples.get(golden.sample());
      String id = sample.snapshot().about().persistenceId();
      SnapshotContent content =
          SnapshotRun.finish(
                  new SnapshotLoad(
                      new SnapshotFiles(diskWith(golden)),
                      id,
                      SnapshotRun.ALL,
                      SnapshotRun.SETTINGS,
                      new SnapshotRun.Heard()))
              .orElseThrow();

      assertThat(content.snapshot()).isEqualTo(sample.snapshot());
      for (int i = 0; i < sample.chunks().size(); i++) {
        assertThat(content.chunks().orElseThrow().chunk(i)).isEqualTo(sample.chunks().get(i));
      }
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void everySnapshotIsWrittenAsEver() throws IOException {
    assertThat(stored())
        .containsAll(
            current().stream()
                .filter(golden -> !golden.sample().startsWith("compressed"))
                .toList());
  }

  @Test
  @EnabledIfSystemProperty(named = "memdi.golden", matches = "rewrite")
  void rewrite() throws IOException {
    Map<String, Golden> lines = new LinkedHashMap<>();
    if (Files.exists(FILE)) {
      stored().forEach(golden -> lines.put(golden.key(), golden));
    }
    current().forEach(golden -> lines.put(golden.key(), golden));
    Files.createDirectories(FILE.getParent());
    Files.writeString(
        FILE,
        HEADER
            + lines.values().stream().map(golden -> golden + "\n").collect(Collectors.joining()));
  }

  private static List<Golden> stored() throws IOException {
    return Files.readAllLines(FILE).stream()
        .filter(line -> !line.startsWith("#"))
        .map(Golden::parse)
        .toList();
  }

  private static List<Golden> current() throws IOException {
    List<Golden> all = new ArrayList<>();
    for (var entry : samples().entrySet()) {
      Disk disk = new SimDisk(new SplittableRandom(1)).open();
      Sample sample = entry.getValue();
      DiskFile file = disk.create(sample.snapshot().about().name().file(), 0);
      SnapshotWriter writer = new SnapshotWriter(file, sample.compressionLevel());
      writer.begin(sample.snapshot());
      for (Bytes chunk : sample.chunks()) {
        writer.chunk(chunk.array());
      }
      writer.end();
      byte[] bytes = new byte[(int) file.size()];
      assertThat(SnapshotBytes.read(file, bytes, 0)).isTrue();
      all.add(
          new Golden(
              entry.getKey(),
              SnapshotWriter.VERSION,
              file.name(),
              HexFormat.of().formatHex(bytes)));
    }
    return all;
  }

  private static Disk diskWith(Golden golden) throws IOException {
    Disk disk = new SimDisk(new SplittableRandom(1)).open();
    disk.create(golden.file(), 0).write(ByteBuffer.wrap(HexFormat.of().parseHex(golden.hex())), 0);
    return disk;
  }
}
