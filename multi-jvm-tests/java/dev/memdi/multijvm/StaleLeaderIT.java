package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The bug of mmapd: a leader is lost, the others go on without it, and when it is started again, it
 * takes over with the log that it had, and what was acknowledged meanwhile is gone. Here the log
 * that it comes back with is longer than that of the others besides, with entries at the end that
 * nobody acknowledged.
 */
class StaleLeaderIT {
  private static final int STALE_WRITES = 300;
  private static final int WRITES = 20;
  private static final int LARGE_VALUES = 80;
  private static final int LARGE = 100_000;
  private static final Pattern BACK = Pattern.compile("back as .* with the log \\((\\d+), (\\d+)]");

  private static final CuttableWiring WIRING = new CuttableWiring();

  /**
   * No snapshots: a log from the beginning on is longer than what the test wants caught up. And a
   * leader that is cut off takes writes for some seconds before it steps down, and has not just
   * handed its leadership to whom the balance prefers.
   */
  @RegisterExtension
  static final RealCluster CLUSTER =
      RealCluster.through(WIRING, 1)
          .on(new PlainDisks())
          .with("memdi.raft.snapshot.memory-log-bytes", "64MiB")
          .with("memdi.raft.snapshot.log-entries", 200_000)
          .with("memdi.cluster.rebalance-after", "10m")
          .with("memdi.raft.suspect-after.min", "5s")
          .with("memdi.raft.suspect-after.max", "6s");

  @Test
  void mmapdAnOldLeaderThatRestartsAmongOthersIsSentWhatItMissedAndNoMore() throws Exception {
    Node any = CLUSTER.nodes().getFirst();
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      IntStream.range(0, LARGE_VALUES)
          .forEach(i -> write(clients, any, "large-" + i, "v".repeat(LARGE)));
      Stale stale = loseWithAStaleLog("among");
      Node old = stale.leader();
      List<Node> others = CLUSTER.without(old);
      CLUSTER.awaitLeader(0, others);
      clients.awaitProgressAt(others);
      clients.stop(); // so that what is sent from now on is what it missed

      long sent = WIRING.sentTo(old);
      WIRING.heal();
      old.start();
      CLUSTER.awaitWhole();
      assertThat(lastIndexAtStart(old)).as("its log on disk").isGreaterThanOrEqualTo(stale.last());
      awaitCaughtUp(old, others);
      assertThat(WIRING.sentTo(old) - sent)
          .as("bytes sent to it, where all that was written is %d", LARGE_VALUES * LARGE)
          .isLessThan(LARGE_VALUES * LARGE / 2);
      assertThat(old.metric("memdi_raft_snapshots_installed_total")).isZero();
      assertNothingOf(stale, clients);
      clients.judge();
    }
  }

  @Test
  void mmapdAnOldLeaderThatRestartsBesideOneThatKnowsMoreDoesNotTakeOver() throws Exception {
    // the cluster begins with its first seed, so of those who come back it has to be one
    Node first = CLUSTER.nodes().getFirst();
    try (HttpClients test = HttpClients.none(CLUSTER)) {
      write(test, first, "beside-before", "1");
      Stale stale = loseWithAStaleLog("beside");
      Node old = stale.leader();
      List<Node> others = CLUSTER.without(old);
      Node witness = old == first ? others.getFirst() : first;
      Node successor = CLUSTER.awaitLeader(0, others);
      IntStream.range(0, WRITES).forEach(i -> write(test, successor, "beside-" + i, "new"));
      write(test, successor, "beside-before", "2");
      Await.until(
          "the other's copy", () -> Await.unless(applied(witness) >= applied(successor), "less"));
      assertThat(applied(successor)).as("what the others wrote").isLessThan(stale.last());

      Node.killAtOnce(others);
      WIRING.heal();
      old.start();
      witness.start();
      Node leader = CLUSTER.awaitLeader(0, List.of(old, witness));
      assertThat(lastIndexAtStart(old)).as("its log on disk").isGreaterThanOrEqualTo(stale.last());
      assertThat(leader).isEqualTo(witness);
      for (int i = 0; i < WRITES; i++) {
        assertFound(test.read(old, Key.utf8("beside-" + i)), "new");
      }
      assertFound(test.read(old, Key.utf8("beside-before")), "2");

      for (Node node : others) {
        if (!node.isAlive()) {
          node.start();
        }
      }
      CLUSTER.awaitWhole();
      assertNothingOf(stale, test);
      test.judge();
    }
  }

  /**
   * A leader that was cut off.
   *
   * @param prefix of the keys that it alone has
   * @param last the last index of its log
   */
  private record Stale(Node leader, String prefix, long last) {
    Key key(int number) {
      return Key.utf8(prefix + number);
    }
  }

  /**
   * Cut off, a leader writes to its disk what nobody else hears of; then it is killed. It may have
   * lost its office just before, or have stepped down too soon: then it is another's turn, with
   * other keys, for what it wrote before may have got through after all.
   */
  private static Stale loseWithAStaleLog(String name) {
    Stale[] last = new Stale[1];
    AtomicInteger tries = new AtomicInteger();
    Await.until(
        "a leader with a stale log",
        () -> {
          WIRING.heal();
          CLUSTER.awaitWhole();
          Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
          String prefix = "stale-%s-%d-".formatted(name, tries.incrementAndGet());
          WIRING.isolate(leader);
          writeAlone(leader, prefix);
          JsonNode replica = replica(leader);
          long end = replica.path("lastIndex").asLong();
          long alone = end - replica.path("commitIndex").asLong();
          last[0] = new Stale(leader, prefix, end);
          return Await.unless(alone > WRITES * 2, alone + " entries are in no other log");
        });
    last[0].leader().kill();
    return last[0];
  }

  private static void writeAlone(Node leader, String prefix) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      List<CompletableFuture<Integer>> answers =
          IntStream.range(0, STALE_WRITES)
              .mapToObj(i -> Operation.Set.of(Key.utf8(prefix + i), Bytes.utf8("stale")))
              .map(set -> HttpForm.request(leader, set, Ack.DISK, Duration.ofSeconds(2)))
              .map(request -> http.sendAsync(request, BodyHandlers.discarding()))
              .map(
                  sent -> sent.handle((answer, failed) -> answer == null ? 0 : answer.statusCode()))
              .toList();
      for (CompletableFuture<Integer> answer : answers) {
        assertThat(answer.join())
            .as("one alone acknowledges nothing: 0 is a connection that was not taken")
            .isIn(0, 503, 504);
      }
    }
  }

  private static void assertNothingOf(Stale stale, HttpClients clients) {
    for (int i = 0; i < STALE_WRITES; i++) {
      Node node = CLUSTER.nodes().get(i % CLUSTER.nodes().size());
      assertThat(clients.read(node, stale.key(i))).isInstanceOf(Result.Missing.class);
    }
  }

  private static void assertFound(Result result, String value) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Result.Found.class, found -> assertThat(found.value()).isEqualTo(Bytes.utf8(value)));
  }

  private static void awaitCaughtUp(Node node, List<Node> others) {
    Await.until(
        "its copy",
        () -> {
          long applied = applied(others.getFirst());
          return Await.unless(applied(node) >= applied, "less than " + applied);
        });
  }

  private static long lastIndexAtStart(Node node) throws Exception {
    Matcher line = BACK.matcher(node.said());
    assertThat(line.find()).as("it says what log it came back with").isTrue();
    return Long.parseLong(line.group(2));
  }

  private static long applied(Node node) throws Exception {
    return replica(node).path("appliedIndex").asLong();
  }

  private static JsonNode replica(Node node) throws Exception {
    return node.status().path("shards").path(0);
  }

  private static void write(HttpClients clients, Node node, String key, String value) {
    Operation.Set set = Operation.Set.of(Key.utf8(key), Bytes.utf8(value));
    Await.until(
        "a write of " + key,
        () -> {
          Outcome outcome = clients.ask(node, set);
          return Await.unless(outcome instanceof Outcome.Done, outcome.toString());
        });
  }
}
