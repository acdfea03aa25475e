package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nodes whose replicas outlive their processes; {@code a2} is the second process of node a. */
class ReplicaViewTest {
  private static final Configuration MEMBERS = Given.voters("a", "b", "c");

  private static ClusterView nodes(String... ids) {
    return new ClusterView(
        Arrays.stream(ids)
            .map(Given::id)
            .map(id -> new ClusterView.Node(id, id.name() + ":9", Optional.empty(), true, false))
            .toList());
  }

  private static SortedSet<NodeId> set(String... ids) {
    return new TreeSet<>(Subject.ids(ids));
  }

  private static List<NodeId> ids(ReplicaView view) {
    return view.view().nodes().stream().map(ClusterView.Node::id).toList();
  }

  @Test
  void aReplicaKeepsItsIdentityWhenItsNodeStartsAgain() {
    ReplicaView seen = ReplicaView.of(nodes("a2", "b", "c3"), set(), MEMBERS, set());

    assertThat(ids(seen)).containsExactlyElementsOf(Subject.ids("a", "b", "c"));
    assertThat(seen.view().nodes().getFirst().address()).isEqualTo("a:9");
    assertThat(seen.forgotten()).isEmpty();
  }

  @Test
  void aNodeThatHasLostItsReplicaSaysSoAndIsANewOne() {
    ReplicaView seen = ReplicaView.of(nodes("a2", "b", "c"), set(), MEMBERS, set("a2"));

    assertThat(ids(seen)).containsExactlyElementsOf(Subject.ids("a2", "b", "c"));
  }

  @Test
  void aNodeOfWhichNothingIsKnownMayHoldAReplicaThatWasRemoved() {
    ReplicaView seen = ReplicaView.of(nodes("a", "b", "c", "d2"), set(), MEMBERS, set());

    assertThat(ids(seen)).containsExactlyElementsOf(Subject.ids("a", "b", "c"));
    assertThat(seen.forgotten()).extracting(Peer::id).containsExactly(Given.id("d2"));
  }

  @Test
  void aBlankNodeIsSeenUnderItsOwnIdentity() {
    ReplicaView seen = ReplicaView.of(nodes("a", "d2"), set(), MEMBERS, set("d2"));

    assertThat(ids(seen)).containsExactlyElementsOf(Subject.ids("a", "d2"));
    assertThat(seen.forgotten()).isEmpty();
  }

  @Test
  void whoWantsANodeOutWantsItsReplicaOut() {
    ReplicaView seen = ReplicaView.of(nodes("a2", "b", "c"), set("a2"), MEMBERS, set());

    assertThat(seen.unwanted()).contains(Given.id("a"));
  }
}
