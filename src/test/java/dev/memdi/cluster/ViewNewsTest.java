package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewNewsTest {
  private static final ClusterView.Node A = node("a", 1, true, false);
  private static final ClusterView.Node B = node("b", 1, true, false);
  private static final ClusterView.Node B_SILENT = node("b", 1, false, false);
  private static final ClusterView.Node B_DOWN = node("b", 1, false, true);

  @Test
  void tellsTheStoryOfANode() {
    ClusterView alone = new ClusterView(List.of(A));
    ClusterView both = new ClusterView(List.of(A, B));
    ClusterView silent = new ClusterView(List.of(A, B_SILENT));
    ClusterView down = new ClusterView(List.of(A, B_DOWN));

    assertThat(news(ClusterView.EMPTY, alone))
        .containsExactly("INFO node a#1 (a:1) is in the cluster");
    assertThat(news(alone, both)).containsExactly("INFO node b#1 (b:1) is in the cluster");
    assertThat(news(both, silent)).containsExactly("WARN node b#1 (b:1) does not answer");
    assertThat(news(silent, both)).containsExactly("INFO node b#1 (b:1) answers again");
    assertThat(news(silent, down))
        .containsExactly("INFO node b#1 (b:1) is on its way out of the cluster");
    assertThat(news(down, alone)).containsExactly("INFO node b#1 (b:1) is out of the cluster");
    assertThat(news(both, both)).isEmpty();
  }

  @Test
  void complainsOfTwoNodesOfOneName() {
    ClusterView namesakes = new ClusterView(List.of(A, node("a", 2, true, false)));

    assertThat(news(new ClusterView(List.of(A)), namesakes))
        .containsExactly(
            "INFO node a#2 (a:2) is in the cluster",
            "ERROR node a#2 (a:2) has the same name as a#1 (a:1): give them different ones"
                + " (memdi.node.name); if one is an earlier life of the other, remove it");
  }

  private static List<String> news(ClusterView before, ClusterView after) {
    return ViewNews.between(before, after).stream().map(l -> l.level() + " " + l.text()).toList();
  }

  private static ClusterView.Node node(
      String name, int incarnation, boolean reachable, boolean leaving) {
    return new ClusterView.Node(
        new NodeId(name, incarnation),
        name + ":" + incarnation,
        Optional.empty(),
        reachable,
        leaving);
  }
}
