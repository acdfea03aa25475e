package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;

class DowningTest {
  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 1);
  private static final NodeId C = new NodeId("c", 1);

  @Test
  void nobodyIsPutDownForSilence() {
    assertThat(Downing.over(view(node(A), silent(B), leaving(C)), Set.of())).isEmpty();
  }

  @Test
  void nobodyIsPutDownWhileNobodyWaits() {
    assertThat(Downing.over(view(node(A), silent(B), node(C)), Set.of(B))).isEmpty();
  }

  @Test
  void aProvedDeadNodeIsPutDownWhenAnotherWaits() {
    assertThat(Downing.over(view(node(A), silent(B), leaving(C)), Set.of(B)))
        .extracting(ClusterView.Node::id)
        .containsExactly(B);
    assertThat(Downing.over(view(node(A), node(B), leaving(C)), Set.of(B)))
        .as("though silence has not lasted long enough yet")
        .extracting(ClusterView.Node::id)
        .containsExactly(B);
  }

  @Test
  void whoIsOnItsWayOutIsNotPutDown() {
    assertThat(Downing.over(view(node(A), leaving(B)), Set.of(B))).isEmpty();
  }

  @Test
  void aProofIsOfOneLifeOnly() {
    assertThat(Downing.over(view(node(A), node(new NodeId("b", 2)), leaving(C)), Set.of(B)))
        .isEmpty();
  }

  @Test
  void remembersAProofUntilSomebodyWaits() {
    List<NodeId> downed = new ArrayList<>();
    BehaviorTestKit<Downing.Command> downing =
        BehaviorTestKit.create(Downing.create(node -> downed.add(node.id())));

    downing.run(new Downing.ViewChanged(view(node(A), node(B), node(C))));
    downing.run(new Downing.Vacant(B));
    assertThat(downed).isEmpty();

    downing.run(new Downing.ViewChanged(view(node(A), node(B), leaving(C))));
    assertThat(downed).containsExactly(B);
  }

  private static ClusterView view(ClusterView.Node... nodes) {
    return new ClusterView(List.of(nodes));
  }

  private static ClusterView.Node node(NodeId id) {
    return new ClusterView.Node(id, id.name() + ":25521", Optional.empty(), true, false);
  }

  private static ClusterView.Node silent(NodeId id) {
    return new ClusterView.Node(id, id.name() + ":25521", Optional.empty(), false, false);
  }

  private static ClusterView.Node leaving(NodeId id) {
    return new ClusterView.Node(id, id.name() + ":25521", Optional.empty(), true, true);
  }
}
