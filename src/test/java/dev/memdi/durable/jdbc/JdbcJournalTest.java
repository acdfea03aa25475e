package dev.memdi.durable.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.durable.DurableLog;
import dev.memdi.durable.journal.Chunked;
import dev.memdi.testkit.MemdiTestKit;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log in a PostgreSQL of this test's own, by {@code conf/postgresql.conf}. */
@Timeout(180)
class JdbcJournalTest {
  private static final DurableLog.Plugins PLUGINS =
      new DurableLog.Plugins("jdbc-journal", "jdbc-snapshot-store");

  /** Changes are words, their sum is all of them. */
  private static final DurableLog.Fold<String, String> WORDS =
      new DurableLog.Fold<>() {
        @Override
        public String empty() {
          return "";
        }

        @Override
        public String apply(String state, String change) {
          return state + change + " ";
        }

        @Override
        public String head(Object head) {
          return (String) head;
        }
      };

  private static PostgresServer postgres;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> programs = PostgresServer.programs();
    assumeTrue(
        programs.isPresent(),
        "NOT TESTED: the log in PostgreSQL, which is not installed here (apt-get install"
            + " postgresql)");
    postgres = PostgresServer.start(programs.get());
  }

  @AfterAll
  static void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aNodeFindsWhatItConfirmedWhenItStartsAgain() throws Exception {
    PostgresServer.Database database = postgres.create("restarts");
    Config config =
        ConfigFactory.parseString("memdi.cluster.shards = 2").withFallback(database.config());
    try (MemdiTestKit node = MemdiTestKit.start(1, config)) {
      for (int i = 0; i < 10; i++) {
        join(node.keyValues(0).with(Ack.DISK).set(key(i), Bytes.utf8("v" + i)));
      }

      node.kill(0);
      node.restart(0);

      for (int i = 0; i < 10; i++) {
        assertThat(join(node.keyValues(0).get(key(i))).orElseThrow().value())
            .isEqualTo(Bytes.utf8("v" + i));
      }
    }
  }

  @Test
  void aNodeGoesOnFromItsSnapshots() throws Exception {
    PostgresServer.Database database = postgres.create("snapshots");
    Config config =
        ConfigFactory.parseString("memdi.cluster.shards = 1, memdi.raft.snapshot.log-entries = 20")
            .withFallback(database.config());
    try (MemdiTestKit node = MemdiTestKit.start(1, config)) {
      for (int i = 0; i < 200; i++) {
        join(node.keyValues(0).with(Ack.DISK).set(key(i), Bytes.utf8("v" + i)));
      }
      node.kill(0);
      node.restart(0);

      assertThat(join(node.keyValues(0).count(Bytes.EMPTY))).isEqualTo(200);
      assertThat(join(node.keyValues(0).get(key(3))).orElseThrow().value().utf8()).isEqualTo("v3");
    }
    assertThat(database.ask("select count(*) from snapshot where snapshot_ser_id = 4104"))
        .isNotEqualTo("0");
  }

  @Test
  void aSnapshotTakesThePlaceOfTheEventsBeforeIt() throws Exception {
    PostgresServer.Database database = postgres.create("alone");
    Config config = database.config().withFallback(ConfigFactory.load()).resolve();
    String name = "memdi/alone/default/0";
    List<Bytes> chunks = List.of(Bytes.utf8("first"), Bytes.EMPTY, Bytes.wrap(new byte[100_000]));

    new Life(config, name)
        .with(life -> {
          assertThat(life.found().state()).isEmpty();
          life.log.tell(new DurableLog.Append<>(List.of("a", "b"), 1, life.replies.getRef()));
          life.log.tell(
              new DurableLog.Keep<>(
                  List.of("mark"), new Chunked("sum ", of(chunks)), 2, life.replies.getRef()));
          assertThat(life.replies.receiveSeveralMessages(3))
              .containsExactly(
                  new DurableLog.Done(1), new DurableLog.Done(2), new DurableLog.Kept(2));
          life.log.tell(new DurableLog.Append<>(List.of("c"), 3, life.replies.getRef()));
          assertThat(life.replies.receiveMessage()).isEqualTo(new DurableLog.Done(3));
          life.log.tell(
              new DurableLog.Keep<>(
                  List.of("mark"), new Chunked("more ", of(chunks)), 4, life.replies.getRef()));
          assertThat(life.replies.receiveSeveralMessages(2))
              .containsExactly(new DurableLog.Done(4), new DurableLog.Kept(4));
          life.log.tell(new DurableLog.Append<>(List.of("d"), 5, life.replies.getRef()));
          assertThat(life.replies.receiveMessage()).isEqualTo(new DurableLog.Done(5));

          // in the background, after the second snapshot
          life.replies.awaitAssert(
              Duration.ofSeconds(60), () -> assertThat(numbers(database)).isEqualTo("5, 6"));
        });

    new Life(config, name)
        .with(life -> {
          DurableLog.Recovered<String> found = life.found();
          assertThat(found.state()).isEqualTo("more d ");
          assertThat(all(found.chunks().orElseThrow())).isEqualTo(chunks);
        });
  }

  /** Of the snapshots and of the events that are there. */
  private static String numbers(PostgresServer.Database database) throws SQLException {
    return database.ask(
        """
        select
          (select string_agg(sequence_number::text, ' ') from snapshot) || ', ' ||
          (select string_agg(sequence_number::text, ' ') from event_journal where not deleted)
        """);
  }

  /** One life of an actor system with a log. */
  private static final class Life {
    private final ActorTestKit kit;
    private final TestProbe<DurableLog.Recovered<String>> recovered;
    private final TestProbe<DurableLog.Reply> replies;
    private final ActorRef<DurableLog.Command<String>> log;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Life(Config config, String name) {
      kit = ActorTestKit.create(config);
      recovered = (TestProbe) kit.createTestProbe(DurableLog.Recovered.class);
      replies = kit.createTestProbe(DurableLog.Reply.class);
      log =
          kit.spawn(
              DurableLog.create(
                  name,
                  PLUGINS,
                  WORDS,
                  recovered.getRef(),
                  kit.createTestProbe(DurableLog.Unreadable.class).getRef()));
    }

    DurableLog.Recovered<String> found() {
      return recovered.receiveMessage(Duration.ofSeconds(60));
    }

    void with(Consumer<Life> what) {
      try {
        what.accept(this);
      } finally {
        kit.shutdownTestKit();
      }
    }
  }

  private static Chunked.Chunks of(List<Bytes> chunks) {
    return new Chunked.Chunks() {
      @Override
      public int count() {
        return chunks.size();
      }

      @Override
      public Bytes chunk(int number) {
        return chunks.get(number);
      }
    };
  }

  private static List<Bytes> all(Chunked.Chunks chunks) {
    List<Bytes> all = new ArrayList<>();
    for (int i = 0; i < chunks.count(); i++) {
      all.add(chunks.chunk(i));
    }
    return all;
  }

  private static Key key(int i) {
    return Key.utf8("key-" + i);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
