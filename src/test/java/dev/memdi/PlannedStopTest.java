package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How long a node that stops waits for another to take over what it leads. */
class PlannedStopTest {
  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 2);

  @Test
  void aVoterThatIsThereIsWaitedFor() {
    assertThat(PlannedStop.canHandOver(leads(voter(A), voter(B)), view(there(A), there(B))))
        .isTrue();
  }

  @Test
  void aVoterThatCameBackInAnotherLifeIsWaitedFor() {
    NodeId again = new NodeId("b", 3);
    assertThat(PlannedStop.canHandOver(leads(voter(A), voter(B)), view(there(A), there(again))))
        .isTrue();
  }

  @Test
  void aNodeThatIsAloneWaitsForNobody() {
    assertThat(PlannedStop.canHandOver(leads(voter(A)), view(there(A)))).isFalse();
  }

  @Test
  void whoStopsAsWellIsNotWaitedFor() {
    ClusterView.Node leaving = new ClusterView.Node(B, "b:1", Optional.empty(), true, true);
    assertThat(PlannedStop.canHandOver(leads(voter(A), voter(B)), view(there(A), leaving)))
        .isFalse();
  }

  @Test
  void whoIsOutOfReachIsNotWaitedFor() {
    ClusterView.Node away = new ClusterView.Node(B, "b:1", Optional.empty(), false, false);
    assertThat(PlannedStop.canHandOver(leads(voter(A), voter(B)), view(there(A), away))).isFalse();
    assertThat(PlannedStop.canHandOver(leads(voter(A), voter(B)), view(there(A)))).isFalse();
  }

  @Test
  void aLearnerCannotTakeOver() {
    Status.Peer learner = new Status.Peer(B, false, Optional.of(0L));
    assertThat(PlannedStop.canHandOver(leads(voter(A), learner), view(there(A), there(B))))
        .isFalse();
  }

  @Test
  void whoLeadsNothingWaitsForNobody() {
    Status.Node follower = node(Status.Role.FOLLOWER, voter(A), voter(B));
    assertThat(PlannedStop.canHandOver(follower, view(there(A), there(B)))).isFalse();
  }

  private static Status.Peer voter(NodeId id) {
    return new Status.Peer(id, true, Optional.of(0L));
  }

  private static ClusterView.Node there(NodeId id) {
    return new ClusterView.Node(id, id.name() + ":1", Optional.empty(), true, false);
  }

  private static ClusterView view(ClusterView.Node... nodes) {
    return new ClusterView(List.of(nodes));
  }

  private static Status.Node leads(Status.Peer... peers) {
    return node(Status.Role.LEADER, peers);
  }

  private static Status.Node node(Status.Role role, Status.Peer... peers) {
    Status.Replica replica =
        new Status.Replica(
            0,
            role,
            Status.Recall.COMPLETE,
            1,
            Optional.of(A),
            Optional.of(A),
            1,
            1,
            1,
            0,
            Stream.of(peers).toList());
    return new Status.Node(A, "1", Duration.ZERO, true, "", List.of(replica));
  }
}
