package dev.memdi.routing;

import static dev.memdi.routing.Reports.follower;
import static dev.memdi.routing.Reports.leader;
import static dev.memdi.routing.Reports.node;
import static dev.memdi.routing.Reports.unborn;
import static dev.memdi.routing.Reports.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.config.ClusterSettings;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final ClusterView THREE = view("a", "b", "c");
  private static final ClusterView FOUR = view("a", "b", "c", "d");

  private static String readiness(ClusterView view, Status.Node node, Status.Node... others) {
    return readiness(Reports.SETTINGS, view, node, others);
  }

  private static String readiness(
      ClusterSettings settings, ClusterView view, Status.Node node, Status.Node... others) {
    TreeMap<NodeId, Status.Node> reports = new TreeMap<>();
    for (Status.Node other : others) {
      reports.put(other.id(), other);
    }
    Findings findings = new Findings(settings.keyspaces().shards(), view, reports);
    Status.Node judged = Readiness.judge(node, view, settings, Optional.of(findings));
    assertThat(judged.ready()).isEqualTo(judged.readiness().equals("serving"));
    return judged.readiness();
  }

  @Test
  void leadingOrFollowingALeaderIsServing() {
    assertThat(
            readiness(THREE, node("a", leader(0, 1, "a", "b", "c"), follower(1, 1, "b", "a", "b"))))
        .isEqualTo("serving");
  }

  @Test
  void aFollowerNeedsALeader() {
    Status.Replica orphan = follower(1, 1, "", "a", "b");
    assertThat(readiness(THREE, node("a", leader(0, 1, "a", "b", "c"), orphan)))
        .isEqualTo("shard 1 has no leader");
  }

  @Test
  void aLearnerHasToCatchUp() {
    Status.Replica learner = Reports.learner(1, 1, "b", "b", "a");
    assertThat(readiness(THREE, node("a", leader(0, 1, "a", "b", "c"), learner)))
        .isEqualTo("catching up with shard 1");
  }

  @Test
  void beforeItsBirthACorrectNumberOfNodesIsWaitedFor() {
    Status.Node blank = node("a", unborn(0), unborn(1));
    assertThat(readiness(view("a"), blank)).isEqualTo("waiting for 2 more nodes (expect=3)");
    assertThat(readiness(view("a", "b"), blank)).isEqualTo("waiting for 1 more node (expect=3)");
    assertThat(readiness(THREE, blank)).isEqualTo("waiting for shard 0 to take this node in");
  }

  @Test
  void aNodeThatComesBackWaitsForItsShardsAndNotForMoreNodes() {
    Status.Node leading = node("b", leader(0, 1, "b", "a"), leader(1, 1, "b", "a"));
    assertThat(readiness(view("a", "b"), node("a", unborn(0), unborn(1)), leading))
        .isEqualTo("waiting for shard 0 to take this node in");
  }

  @Test
  void aSpareNodeIsReadyOnceItsShardsHaveEnoughMembersElsewhere() {
    Status.Node spare = node("d", unborn(0), unborn(1));
    Status.Node whole = node("a", leader(0, 1, "a", "b", "c"), leader(1, 1, "a", "b", "c"));
    Status.Node short1 = node("a", leader(0, 1, "a", "b", "c"), leader(1, 1, "a", "b"));

    assertThat(readiness(FOUR, spare)).isEqualTo("waiting for shard 0 to take this node in");
    assertThat(readiness(FOUR, spare, whole)).isEqualTo("serving");
    assertThat(readiness(FOUR, spare, short1))
        .isEqualTo("waiting for shard 1 to take this node in");
  }

  @Test
  void aReplicaThatIsNotThereHasFailed() {
    assertThat(readiness(THREE, node("a", leader(0, 1, "a", "b", "c"))))
        .isEqualTo("the replica of shard 1 has failed: restart the node");
  }

  @Test
  void aKeyspaceThatAnotherNodeHasYetToLearnOfIsNotWaitedFor() {
    Status.Node restarted =
        node("a", leader(0, 1, "a", "b", "c"), leader(1, 1, "a", "b", "c"), unborn(2));
    Status.Node yetToRestart =
        node("b", follower(0, 1, "a", "a", "b"), follower(1, 1, "a", "a", "b"));
    Status.Node blank =
        node("b", follower(0, 1, "a", "a", "b"), follower(1, 1, "a", "a", "b"), unborn(2));

    assertThat(readiness(Reports.TWO_KEYSPACES, THREE, restarted, yetToRestart))
        .isEqualTo("serving");
    assertThat(readiness(Reports.TWO_KEYSPACES, THREE, restarted, blank))
        .isEqualTo("waiting for shard 2 to take this node in");
  }
}
