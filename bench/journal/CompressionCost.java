import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;

/**
 * What the compression of cold segments costs those who write meanwhile: persistent actors that
 * each write the next event when the last one was forced, with compression on and off in turn. Run:
 * {@code java -cp "target/classes:target/lib/*" bench/journal/CompressionCost.java [directory]}.
 */
final class CompressionCost {
  static final int WRITERS = 64;
  static final int EVENT = 2048;
  static final int SECONDS = 10;
  static final int ROUNDS = 3;

  static volatile boolean measuring;
  static final LongAdder WRITTEN = new LongAdder();
  static final ConcurrentLinkedQueue<Long> MICROS = new ConcurrentLinkedQueue<>();

  /** Half of each event repeats, as text would. */
  static final class Writer extends AbstractPersistentActor {
    private final String name;
    private final SplittableRandom random = new SplittableRandom(1);

    Writer(String name) {
      this.name = name;
    }

    @Override
    public String persistenceId() {
      return name;
    }

    @Override
    public Receive createReceiveRecover() {
      return receiveBuilder().build();
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder().matchEquals("go", _ -> write()).build();
    }

    private void write() {
      byte[] event = new byte[EVENT];
      for (int i = 0; i < EVENT / 2; i++) {
        event[i] = (byte) random.nextInt();
      }
      long start = System.nanoTime();
      persist(
          event,
          _ -> {
            if (measuring) {
              WRITTEN.increment();
              MICROS.add((System.nanoTime() - start) / 1000);
            }
            getSelf().tell("go", getSelf());
          });
    }
  }

  public static void main(String[] args) throws Exception {
    Path parent = Path.of(args.length > 0 ? args[0] : "target");
    System.out.println("compression  writes/s  p50 us  p99 us  compressed segments");
    for (int round = 0; round <= ROUNDS; round++) {
      for (String compression : new String[] {"off", "on"}) {
        round(parent, compression, round == 0);
      }
    }
    System.exit(0);
  }

  static void round(Path parent, String compression, boolean warmUp) throws Exception {
    Path directory = Files.createTempDirectory(parent, "compression");
    Config config =
        ConfigFactory.parseString(
                """
                pekko.persistence.journal.plugin = memdi-journal
                pekko.persistence.snapshot-store.plugin = pekko.persistence.no-snapshot-store
                pekko.loglevel = ERROR
                memdi-journal { directory = "%s", compression = %s }
                """
                    .formatted(directory, compression))
            .withFallback(ConfigFactory.load());
    ActorSystem system = ActorSystem.create("bench", config);
    for (int i = 0; i < WRITERS; i++) {
      String name = "writer-" + i;
      system.actorOf(Props.create(Writer.class, () -> new Writer(name))).tell("go", null);
    }
    TimeUnit.SECONDS.sleep(2);
    WRITTEN.reset();
    MICROS.clear();
    measuring = true;
    TimeUnit.SECONDS.sleep(warmUp ? 3 : SECONDS);
    measuring = false;
    long written = WRITTEN.sum();
    long[] micros = MICROS.stream().mapToLong(Long::longValue).sorted().toArray();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    try (Stream<Path> files = Files.list(directory)) {
      long packed = files.filter(file -> file.toString().endsWith(".zst")).count();
      if (!warmUp) {
        System.out.printf(
            "%-11s %9d %7d %7d %8d%n",
            compression,
            written / SECONDS,
            micros[micros.length / 2],
            micros[micros.length * 99 / 100],
            packed);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
