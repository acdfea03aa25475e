package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that come and go for good. */
class MembershipIT {
  @RegisterExtension
  static final RealCluster CLUSTER = RealCluster.direct(2).with("memdi.cluster.replicas", 5);

  @Test
  void aNewNodeGetsItsCopiesAndARemovedOneHandsItsOwnOn() throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      Node fourth = CLUSTER.add("d");
      fourth.start();
      CLUSTER.awaitWhole();
      clients.use(fourth);
      clients.awaitProgress();

      Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
      Node witness = CLUSTER.without(leader).getFirst();
      int answer = witness.send("DELETE", "/cluster/nodes/" + leader).statusCode();
      assertThat(answer).isIn(200, 202);
      leader.awaitEnd();
      CLUSTER.forget(leader);
      clients.forget(leader);
      CLUSTER.awaitWhole();
      Await.until(
          "a cluster without " + leader,
          () -> Await.unless(!isListed(leader, witness.cluster()), "it is in it"));
      clients.awaitProgress();
      clients.judge();
      assertThat(clients.troubles()).isEmpty();
    }
  }

  private static boolean isListed(Node node, JsonNode cluster) {
    return cluster.path("nodes").findValuesAsText("node").contains(node.name());
  }
}
