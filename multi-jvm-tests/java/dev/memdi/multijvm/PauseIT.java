package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.routing.HashSlot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that stands still, for longer than its lease, and goes on as if nothing had been. */
class PauseIT {
  private static final int SHARDS = 2;
  private static final int READERS = 8;

  /** Than it takes to write something and to wake a node, however much else there is to do. */
  private static final Duration LONG = Duration.ofSeconds(60);

  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(SHARDS);

  @Test
  void aLeaderThatStoodStillServesNoStaleRead() throws Exception {
    Key key = keyOfShard(0);
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    List<Node> others = CLUSTER.without(leader);
    try (HttpClients clients = HttpClients.start(CLUSTER);
        ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      write(clients, leader, key, "old");

      leader.pause();
      List<Future<Outcome>> reads = new ArrayList<>();
      try {
        Node successor = CLUSTER.awaitLeader(0, others);
        write(clients, successor, key, "new");
        clients.awaitProgressAt(others);
        // Sent to the sleeper: it finds them when it wakes, before it can know of its successor.
        Callable<Outcome> read = () -> clients.ask(leader, new Operation.Get(key), LONG);
        IntStream.range(0, READERS).forEach(i -> reads.add(readers.submit(read)));
        write(clients, successor, key, "newer");
      } finally {
        leader.resume();
      }

      List<String> values = new ArrayList<>();
      for (Future<Outcome> read : reads) {
        if (read.get() instanceof Outcome.Done(Result.Found found, var _)) {
          values.add(found.value().utf8());
        }
      }
      assertThat(values).isNotEmpty().isSubsetOf("new", "newer");
      CLUSTER.awaitWhole();
      clients.awaitProgress();
      clients.judge();
    }
  }

  private static void write(HttpClients clients, Node node, Key key, String value) {
    Operation.Set set = Operation.Set.of(key, Bytes.utf8(value));
    Await.until(
        "a write of " + key,
        () -> {
          Outcome outcome = clients.ask(node, set);
          return Await.unless(outcome instanceof Outcome.Done, outcome.toString());
        });
  }

  private static Key keyOfShard(int shard) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> Key.utf8("paused-" + i))
        .filter(key -> HashSlot.shardOf(HashSlot.of(key), SHARDS) == shard)
        .findFirst()
        .orElseThrow();
  }
}
