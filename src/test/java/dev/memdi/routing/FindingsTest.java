package dev.memdi.routing;

import static dev.memdi.routing.Reports.follower;
import static dev.memdi.routing.Reports.id;
import static dev.memdi.routing.Reports.leader;
import static dev.memdi.routing.Reports.node;
import static dev.memdi.routing.Reports.unborn;
import static dev.memdi.routing.Reports.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FindingsTest {
  /** Of shard 0 alone. */
  private static Findings findings(Status.Node... nodes) {
    TreeMap<NodeId, Status.Node> reports = new TreeMap<>();
    for (Status.Node node : nodes) {
      reports.put(node.id(), node);
    }
    return new Findings(1, view("a", "b", "c"), reports);
  }

  @Test
  void ofTwoWhoCallThemselvesLeaderTheOneOfTheHigherTermIs() {
    Status.Shard shard =
        findings(node("a", leader(0, 3, "a", "b", "c")), node("b", leader(0, 4, "b", "c")))
            .shard(0);

    assertThat(shard.leader()).contains(id("b"));
    assertThat(shard.term()).isEqualTo(4);
    assertThat(shard.commitIndex()).isEqualTo(40);
    assertThat(shard.replicas()).hasSize(2);
  }

  @Test
  void withoutALeaderTheHighestTermTells() {
    Status.Shard shard =
        findings(node("a", follower(0, 3, "c", "a", "b", "c")), node("b", unborn(0))).shard(0);

    assertThat(shard.leader()).isEmpty();
    assertThat(shard.term()).isEqualTo(3);
    assertThat(shard.replicas()).hasSize(3);
  }

  @Test
  void aShardHasANodeUntilAMajorityOfItsVotersKnowsOtherwise() {
    Status.Node leads = node("a", leader(0, 3, "a", "b"));
    Status.Node lags = node("b", follower(0, 3, "a", "a", "b", "c"));
    Status.Node knows = node("b", follower(0, 3, "a", "a", "b"));
    Status.Node out = node("c", follower(0, 3, "a", "a", "b", "c")); // it need not know

    assertThat(findings(node("a", leader(0, 3, "a", "b", "c"))).shardsWith(id("c"))).isEqualTo(1);
    assertThat(findings(leads, lags, out).shardsWith(id("c"))).isEqualTo(1);
    assertThat(findings(leads, knows, out).shardsWith(id("c"))).isZero();
  }

  @Test
  void aShardWithoutALeaderMayHaveAnyoneUnlessItIsUnborn() {
    Status.Node blank = node("a", unborn(0));

    assertThat(findings(blank, node("b", unborn(0))).shardsWith(id("c"))).isEqualTo(1);
    assertThat(findings(blank, node("b", unborn(0)), node("c", unborn(0))).shardsWith(id("c")))
        .isZero();
  }
}
