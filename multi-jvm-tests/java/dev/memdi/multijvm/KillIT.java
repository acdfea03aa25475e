package dev.memdi.multijvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that is gone at once, without a word. */
class KillIT {
  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(2);

  @Test
  void aKilledLeaderIsReplacedAndTakenInAgain() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    killUnderLoad(leader);
  }

  @Test
  void aKilledFollowerIsNotMissedAndTakenInAgain() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    killUnderLoad(CLUSTER.without(leader).getFirst());
  }

  private static void killUnderLoad(Node node) throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      node.kill();
      clients.awaitProgress();
      CLUSTER.awaitLeader(0, CLUSTER.without(node));
      clients.awaitProgress();

      node.start();
      CLUSTER.awaitWhole();
      clients.awaitProgress();
      clients.judge();
    }
  }
}
