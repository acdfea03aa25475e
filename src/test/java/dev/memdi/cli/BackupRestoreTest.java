package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.KeyValues;
import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.testkit.MemdiTestKit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of four nodes, of which one holds no copies, into one of a single node. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupRestoreTest {
  private static final int PAIRS = 200;
  private static final int WITHOUT_REPLICAS = 3;
  private static final String PATIENCE = "requests.timeout = 1m";

  private MemdiTestKit source;
  private MemdiTestKit target;
  private String from = "";
  private String to = "";

  @TempDir private Path directory;

  @BeforeAll
  void start() throws Exception {
    source =
        MemdiTestKit.start(
            4,
            ConfigFactory.parseString(
                "memdi { cluster.shards = 3, raft.snapshot.chunk-bytes = 2KiB, " // many pieces
                    + PATIENCE
                    + " }"));
    target =
        MemdiTestKit.start(
            1, ConfigFactory.parseString("memdi { cluster.shards = 5, " + PATIENCE + " }"));
    from = HttpOf.url(source.node(WITHOUT_REPLICAS));
    to = HttpOf.url(target.node(0));
  }

  @AfterAll
  void stop() {
    source.close();
    target.close();
  }

  @AfterEach
  void empty() throws Exception {
    for (MemdiTestKit cluster : List.of(source, target)) {
      for (Result.Entry entry : entries(cluster)) {
        submit(cluster, Operation.Delete.of(entry.key()));
      }
    }
  }

  private Ended backup(Path file) {
    return Ended.run(new BackupCommand(), "--from", from, file.toString());
  }

  private Ended restore(Path file, String... options) {
    return Ended.run(
        new RestoreCommand(),
        Stream.concat(Stream.of("--to", to, file.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private static Result submit(MemdiTestKit cluster, Operation operation) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    cluster
        .node(0)
        .routers()
        .byDefault()
        .submit(
            new Request(operation, Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(20)),
            outcome::complete);
    return switch (outcome.get(30, TimeUnit.SECONDS)) {
      case Outcome.Done done -> done.result();
      case Outcome other -> throw new AssertionError(other);
    };
  }

  private static List<Result.Entry> entries(MemdiTestKit cluster) throws Exception {
    Operation.Scan all = new Operation.Scan(Bytes.EMPTY, Optional.empty(), 100_000);
    Result.Page page = (Result.Page) submit(cluster, all);
    assertThat(page.more()).isFalse();
    return page.entries();
  }

  private static Key left(int pair) {
    return Key.utf8("a{%d}".formatted(pair));
  }

  private static Key right(int pair) {
    return Key.utf8("z{%d}".formatted(pair));
  }

  /** Both keys of a pair, which lie far apart in their shard, get the same value at once. */
  private static Operation both(int pair, long value) {
    Bytes bytes = Bytes.utf8(value + "x".repeat(50));
    return new Operation.Batch(
        List.of(),
        List.of(Operation.Set.of(left(pair), bytes), Operation.Set.of(right(pair), bytes)));
  }

  @Test
  void aCopyUnderWritesIsAPointInTimeOfEachShard() throws Exception {
    for (int pair = 0; pair < PAIRS; pair++) {
      submit(source, both(pair, 0));
    }
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Long> writes = CompletableFuture.supplyAsync(() -> writeUntil(over));
    try {
      for (int round = 0; round < 5; round++) {
        Path file = directory.resolve("round-" + round);
        submit(source, Operation.Set.of(Key.utf8("round"), Bytes.utf8("" + round)));

        Ended backup = backup(file);
        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(backup.out()).contains("401 keys of 3 shards");
        Ended restore = restore(file, "--into-existing");
        assertThat(restore.code()).as(restore.err()).isZero();

        assertThat(submit(target, new Operation.Get(Key.utf8("round")))) // written before
            .isInstanceOfSatisfying(
                Result.Found.class,
                found -> assertThat(found.value()).isEqualTo(Bytes.utf8("" + roundOf(file))));
        KeyValues restored = target.keyValues(0);
        for (int pair = 0; pair < PAIRS; pair++) {
          assertThat(value(restored, left(pair)))
              .as("pair %d of round %d", pair, round)
              .isEqualTo(value(restored, right(pair)));
        }
      }
    } finally {
      over.set(true);
    }
    assertThat(writes.get(30, TimeUnit.SECONDS)).isPositive();
  }

  private static int roundOf(Path file) {
    return Integer.parseInt(file.getFileName().toString().substring("round-".length()));
  }

  private long writeUntil(AtomicBoolean over) {
    long written = 0;
    while (!over.get()) {
      try {
        submit(source, both((int) (written % PAIRS), written));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      written++;
    }
    return written;
  }

  private static Bytes value(KeyValues values, Key key) throws Exception {
    return values.get(key).toCompletableFuture().get(60, TimeUnit.SECONDS).orElseThrow().value();
  }

  @Test
  void everyKindOfKeyArrives() throws Exception {
    Key binary = new Key(Bytes.wrap(new byte[] {0, -1, '/', '?', 13, 10, (byte) 0xC3}));
    byte[] large = new byte[3_000_000]; // by the stream for large messages
    new java.util.Random(1).nextBytes(large);
    submit(source, Operation.Set.of(binary, Bytes.wrap(new byte[] {-1, 0, 13})));
    submit(source, Operation.Set.of(Key.utf8("empty"), Bytes.EMPTY));
    submit(source, Operation.Set.of(Key.utf8("large"), Bytes.wrap(large)));
    submit(
        source,
        new Operation.Set(
            Key.utf8("mortal"),
            Bytes.utf8("m"),
            new Expiry.After(Duration.ofHours(1)),
            Condition.ALWAYS));
    Path file = directory.resolve("kinds");
    assertThat(backup(file).code()).isZero();

    Ended check = Ended.run(new RestoreCommand(), "--check", file.toString());
    assertThat(check.out()).contains("whole; 4 keys of 3 shards").contains("shard 2 of default: ");
    Ended restored = restore(file);

    assertThat(restored.out()).contains("4 keys were written");
    assertThat(restored.code()).isZero();
    assertThat(entries(target)).hasSize(4);
    assertThat(value(target.keyValues(0), binary)).isEqualTo(Bytes.wrap(new byte[] {-1, 0, 13}));
    assertThat(value(target.keyValues(0), Key.utf8("large"))).isEqualTo(Bytes.wrap(large));
    assertThat(value(target.keyValues(0), Key.utf8("empty"))).isEqualTo(Bytes.EMPTY);
    assertThat(submit(target, new Operation.Get(Key.utf8("mortal"))))
        .isInstanceOfSatisfying(
            Result.Found.class,
            found ->
                assertThat(found.ttl().orElseThrow())
                    .isBetween(Duration.ofMinutes(58), Duration.ofHours(1)));
  }

  @Test
  void aClusterThatHoldsKeysIsLeftAloneUnlessToldOtherwise() throws Exception {
    submit(source, Operation.Set.of(Key.utf8("k"), Bytes.utf8("of the backup")));
    submit(target, Operation.Set.of(Key.utf8("k"), Bytes.utf8("present")));
    Path file = directory.resolve("one");
    assertThat(backup(file).code()).isZero();

    Ended refused = restore(file);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("holds 1 key already").contains("--into-existing");
    assertThat(value(target.keyValues(0), Key.utf8("k"))).isEqualTo(Bytes.utf8("present"));
    assertThat(restore(file, "--into-existing").code()).isZero();
    assertThat(value(target.keyValues(0), Key.utf8("k"))).isEqualTo(Bytes.utf8("of the backup"));
  }

  @Test
  void aDamagedFileIsNoticedBeforeTheFirstKeyIsWritten() throws Exception {
    for (int i = 0; i < 50; i++) {
      submit(source, Operation.Set.of(Key.utf8("k" + i), Bytes.utf8("v")));
    }
    Path file = directory.resolve("damaged");
    assertThat(backup(file).code()).isZero();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3] ^= 1;
    Files.write(file, bytes);

    Ended restored = restore(file);

    assertThat(restored.code()).isEqualTo(1);
    assertThat(restored.err()).contains(file.toString()).contains("is damaged");
    assertThat(entries(target)).isEmpty();
  }

  @Test
  void whatIsThereIsNotOverwrittenUnlessToldTo() throws Exception {
    Path file = Files.writeString(directory.resolve("there"), "precious");
    Ended refused = backup(file);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("exists");
    assertThat(file).hasContent("precious");
    assertThat(
            Ended.run(new BackupCommand(), "--overwrite", "--from", from, file.toString()).code())
        .isZero();
    assertThat(restore(file).code()).isZero();
  }

  @Test
  void aNodeThatIsNotThereIsNamed() throws Exception {
    String nobody = "http://127.0.0.1:1";
    Path file = directory.resolve("of-nobody");
    Ended backup = Ended.run(new BackupCommand(), "--from", nobody, file.toString());
    assertThat(backup.code()).isEqualTo(1);
    assertThat(backup.err()).contains(nobody).contains("cannot connect");
    assertThat(file).doesNotExist();

    assertThat(backup(file).code()).isZero();
    Ended restore = Ended.run(new RestoreCommand(), "--to", nobody, file.toString());
    assertThat(restore.code()).isEqualTo(1);
    assertThat(restore.err()).contains(nobody).contains("cannot connect");
  }

  @Test
  void aWrongCommandLineIsExplained() {
    for (String wrong : List.of("127.0.0.1:3001", "https://x", "http://x/y", "http:// ")) {
      Ended ended = Ended.run(new BackupCommand(), "--from", wrong, "file");
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).contains("expected the address of a node");
    }
    assertThat(Ended.run(new RestoreCommand(), "file").err()).contains("Give --to URL, or --check");
  }
}
