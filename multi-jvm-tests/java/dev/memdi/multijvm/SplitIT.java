package dev.memdi.multijvm;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that live and do not hear each other. */
class SplitIT {
  private static final CuttableWiring WIRING = new CuttableWiring();

  @RegisterExtension static final RealCluster CLUSTER = RealCluster.through(WIRING, 2);

  @Test
  void theMajorityGoesOnWithoutALeaderThatIsCutOffAndHasItBackWhenTheSplitHeals() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    List<Node> others = CLUSTER.without(leader);
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      WIRING.isolate(leader);
      CLUSTER.awaitLeader(0, others);
      CLUSTER.awaitLeader(1, others);
      clients.awaitProgressAt(others); // and some go on asking the one that is cut off
      Await.until(
          "the end of its leadership",
          () -> Await.unless(!CLUSTER.leads(leader, 0), leader + " still leads"));

      WIRING.heal();
      CLUSTER.awaitWhole();
      clients.awaitProgress();
      clients.judge();
    }
  }
}
