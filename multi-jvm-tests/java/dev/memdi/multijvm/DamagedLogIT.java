package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bits turn in what a node wrote long ago. It says so, and the others make good for it. */
class DamagedLogIT {
  private static final int SEGMENTS = 4;

  /** No snapshots: or what is damaged might not be needed any more. */
  @RegisterExtension
  static final RealCluster CLUSTER =
      RealCluster.direct(2)
          .on(new PlainDisks())
          .with("memdi.raft.snapshot.log-bytes", "64MiB")
          .with("memdi.raft.snapshot.log-entries", 200_000);

  @Test
  void anOldSegmentOfOneNodeIsDamagedAndWhatItHeldIsTakenFromTheOthers() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    Node node = CLUSTER.without(leader).getFirst();
    Node other = CLUSTER.without(leader).getLast();
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      while (segments(node).size() < SEGMENTS) {
        clients.awaitProgress();
      }
      node.kill();
      Path damaged = segments(node).get(1);
      turnBits(damaged);
      clients.awaitProgressAt(CLUSTER.without(node));

      node.start();
      CLUSTER.awaitWhole();
      assertThat(node.said())
          .contains("damaged")
          .contains(damaged.getFileName().toString())
          .contains("is healed by the others")
          .contains("is set aside in " + node.data().toAbsolutePath());
      clients.stop();
      Await.until(
          "all keys",
          () -> {
            Map<Integer, Long> expected = keys(leader);
            return Await.unless(keys(node).equals(expected), keys(node) + " are not " + expected);
          });

      Await.until(
          "what was set aside is deleted, now that the node is healed",
          () -> Await.unless(setAside(node).isEmpty(), setAside(node).toString()));

      // its vote counts, and what it acknowledges is there
      other.kill();
      try (HttpClients more = HttpClients.start(CLUSTER)) {
        more.awaitProgressAt(List.of(node));
        other.start();
        CLUSTER.awaitWhole();
        more.judge();
      }
      clients.judge();
    }
  }

  /** Oldest first. */
  private static List<Path> segments(Node node) throws IOException {
    try (Stream<Path> all = Files.list(node.data())) {
      return all.filter(path -> path.getFileName().toString().matches("journal-.*\\.seg(\\.zst)?"))
          .sorted()
          .toList();
    }
  }

  private static List<Path> setAside(Node node) throws IOException {
    try (Stream<Path> all = Files.list(node.data())) {
      return all.filter(path -> path.getFileName().toString().startsWith("damaged-")).toList();
    }
  }

  private static void turnBits(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int at = bytes.length / 2; at < bytes.length / 2 + 16; at++) {
      bytes[at] ^= 0x55;
    }
    Files.write(file, bytes);
  }

  /** How many keys it holds of each shard. */
  private static Map<Integer, Long> keys(Node node) throws Exception {
    Map<Integer, Long> keys = new TreeMap<>();
    for (JsonNode shard : node.status().path("shards")) {
      keys.put(shard.path("shard").asInt(), shard.path("keys").asLong());
    }
    return keys;
  }
}
