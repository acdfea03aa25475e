package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
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
      awaitTaken(witness, leader);
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

  /** It may be refused while a shard changes its leader; then nothing was begun. */
  private static void awaitTaken(Node witness, Node unwanted) {
    Await.until(
        "the removal of " + unwanted,
        () -> {
          HttpResponse<String> answer = witness.send("DELETE", "/cluster/nodes/" + unwanted);
          assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202, 409);
          return Await.unless(answer.statusCode() != 409, answer.body());
        });
  }

  private static boolean isListed(Node node, JsonNode cluster) {
    return cluster.path("nodes").findValuesAsText("node").contains(node.name());
  }
}
