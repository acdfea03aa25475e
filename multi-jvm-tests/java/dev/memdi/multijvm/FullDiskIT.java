package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node whose disk is full acknowledges nothing, stands in nobody's way, and comes back. */
class FullDiskIT {
  private static final SmallDisks DISKS = new SmallDisks();

  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(2).on(DISKS);

  @Test
  void aFollowersDiskIsFullAndHasRoomAgain() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    fillUnderLoad(CLUSTER.without(leader).getFirst());
  }

  @Test
  void theLeadersDiskIsFullAndHasRoomAgain() throws Exception {
    fillUnderLoad(CLUSTER.awaitLeader(0, CLUSTER.nodes()));
  }

  private static void fillUnderLoad(Node node) throws Exception {
    List<Node> others = CLUSTER.without(node);
    long pid = node.pid();
    int troubles = troubles(node);
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      DISKS.fill(node);
      // it writes on in the segment that has its space set aside already
      Await.until(
          "the end of the room of " + node,
          () -> Await.unless(troubles(node) > troubles, "it writes"));
      CLUSTER.awaitLeader(0, others);
      CLUSTER.awaitLeader(1, others);
      clients.awaitProgressAt(others);

      DISKS.makeRoom(node);
      CLUSTER.awaitWhole();
      clients.awaitProgressAt(CLUSTER.nodes());
      clients.judge();
    }
    assertThat(node.isAlive() && node.pid() == pid).as("it was not started again").isTrue();
  }

  /** How often it said that a log of its could not be written. */
  private static int troubles(Node node) throws Exception {
    return node.said().split("the log can't be written", -1).length;
  }
}
