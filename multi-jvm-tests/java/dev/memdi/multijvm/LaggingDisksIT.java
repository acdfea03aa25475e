package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that acknowledge writes before they are on disk. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LaggingDisksIT {
  /** Logs long enough that nothing is compacted: no node needs more than a tail. */
  @RegisterExtension
  static final RealCluster CLUSTER =
      RealCluster.direct(2)
          .on(new PlainDisks())
          .lagging()
          .with("memdi.raft.snapshot.log-bytes", "64MiB")
          .with("memdi.raft.snapshot.log-entries", 1_000_000);

  @Test
  @Order(1)
  void oneAfterTheOtherIsKilledAndComesBackWithItsOwnLog() throws Exception {
    List<JsonNode> before = members(CLUSTER.nodes().getFirst());
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      for (Node node : CLUSTER.nodes()) {
        node.kill();
        clients.awaitProgress();

        node.start();
        awaitWholeAndComplete();
        assertThat(node.metric("memdi_raft_snapshots_installed_total")).isZero();
        clients.awaitProgress();
      }
      clients.judge();
    }
    assertThat(members(CLUSTER.nodes().getFirst())).isEqualTo(before);
  }

  @Test
  @Order(2)
  void allAreStoppedInOrderAndNothingIsMissing() throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      clients.awaitProgress();
      Node.terminateAtOnce(CLUSTER.nodes());
      startAll();
      awaitWholeAndComplete();
      clients.awaitProgress();
      clients.judge();
    }
    for (Node node : CLUSTER.nodes()) {
      assertThat(node.said()).doesNotContain("lost its majority");
    }
  }

  @Test
  @Order(3)
  void allAreKilledAtOnceAndWaitUntilTheyAreToldToGoOn() throws Exception {
    Node first = CLUSTER.nodes().getFirst();
    assertThat(first.send("PUT", "/kv/kept?timeout=20s").statusCode()).isBetween(200, 299);
    Node.terminateAtOnce(CLUSTER.nodes());
    startAll();
    awaitWholeAndComplete();

    Node.killAtOnce(CLUSTER.nodes());
    startAll();
    awaitLostMajority();
    assertThat(first.isReady()).isFalse();

    // orderly as it is, this stop gives no memory back
    Node.terminateAtOnce(CLUSTER.nodes());
    CLUSTER.nodes().forEach(node -> node.set("memdi.cluster.on-majority-loss", "continue"));
    startAll();
    awaitWholeAndComplete();
    assertThat(first.send("GET", "/kv/kept?timeout=20s").statusCode()).isEqualTo(200);
    long lossy = 0;
    for (Node node : CLUSTER.nodes()) {
      lossy += node.metric("memdi_raft_lossy_elections_total");
    }
    assertThat(lossy).isPositive();
  }

  private static void startAll() throws IOException {
    for (Node node : CLUSTER.nodes()) {
      node.start();
    }
  }

  private static void awaitLostMajority() {
    Await.until(
        "a lost majority, as every node says",
        () -> {
          for (Node node : CLUSTER.nodes()) {
            if (node.metric("memdi_raft_majority_lost") < CLUSTER.shards()) {
              return Optional.of(node + ": " + node.status());
            }
          }
          return Optional.empty();
        });
  }

  private static void awaitWholeAndComplete() {
    CLUSTER.awaitWhole();
    Await.until(
        "replicas that have all that they acknowledged",
        () -> {
          for (Node node : CLUSTER.nodes()) {
            if (node.metric("memdi_raft_forgetful") > 0) {
              return Optional.of(node + ": " + node.status());
            }
          }
          return Optional.empty();
        });
  }

  /** Who is a member of which shard, lives included. */
  private static List<JsonNode> members(Node witness) throws Exception {
    return witness.cluster().path("shards").findValues("replicas").stream()
        .flatMap(JsonNode::valueStream)
        .map(replica -> replica.path("incarnation"))
        .sorted(Comparator.comparing(JsonNode::asText))
        .toList();
  }
}
