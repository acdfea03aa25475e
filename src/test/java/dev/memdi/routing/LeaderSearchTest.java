package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.raft.LeaderChange;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderSearchTest {
  private static final Peer A = peer("a");
  private static final Peer B = peer("b");
  private static final Peer C = peer("c");
  private static final Peer SELF = A;
  private static final long A_WHILE = Duration.ofSeconds(2).toNanos();

  private final LeaderSearch search = new LeaderSearch(SELF);

  private static Peer peer(String name) {
    return new Peer(new NodeId(name, 1), name + ":1");
  }

  private static ClusterView.Node up(Peer peer) {
    return new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), true, false);
  }

  private static ClusterView.Node silent(Peer peer) {
    return new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), false, false);
  }

  private static ClusterView.Node leaving(Peer peer) {
    return new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), true, true);
  }

  private void sees(ClusterView.Node... nodes) {
    search.viewChanged(new ClusterView(Arrays.asList(nodes)));
  }

  private boolean follows(long term, Peer leader) {
    return search.told(new LeaderChange(0, term, Optional.of(leader)), 0);
  }

  private boolean followsNobody(long term, long now) {
    return search.told(new LeaderChange(0, term, Optional.empty()), now);
  }

  @Test
  void withoutAReplicaTheOtherNodesAreAskedInTurnUntilOneNamesTheLeader() {
    sees(up(A), up(B), up(C));
    search.look(false, 0);
    assertThat(search.leader()).contains(B);

    assertThat(search.rejected(Optional.empty())).isFalse();
    search.look(false, 0);
    assertThat(search.leader()).contains(C);

    assertThat(search.rejected(Optional.of(B))).isTrue();
    assertThat(search.leader()).contains(B);
  }

  @Test
  void thoseThatDoNotAnswerOrAreOnTheirWayOutAreAskedOnlyIfThereIsNobodyElse() {
    sees(up(A), silent(B), leaving(C), up(peer("d")));
    search.look(false, 0);
    assertThat(search.leader()).contains(peer("d"));
    search.look(true, 0);
    assertThat(search.leader()).contains(peer("d"));

    sees(up(A), silent(B));
    search.look(true, 0);
    assertThat(search.leader()).contains(B);

    sees(up(A));
    search.look(true, 0);
    assertThat(search.leader()).contains(SELF);
  }

  @Test
  void aReplicaThatFollowsNobodyIsTrustedForAsLongAsAnElectionTakes() {
    sees(up(A), up(B), up(C));
    follows(1, B);
    followsNobody(2, 0);
    search.look(true, A_WHILE / 4);
    assertThat(search.leader()).isEmpty();

    followsNobody(3, A_WHILE); // which does not begin that time anew
    search.look(true, A_WHILE);
    assertThat(search.leader()).isPresent();
  }

  @Test
  void whileNobodyLeadsOneNodeIsAskedInAWhile() {
    sees(up(A), up(B), up(C));
    follows(1, B);
    followsNobody(2, 0);
    search.look(true, A_WHILE);
    assertThat(search.leader()).contains(B);

    search.rejected(Optional.empty());
    search.look(true, A_WHILE + 1);
    assertThat(search.leader()).isEmpty();
    search.look(true, 2 * A_WHILE);
    assertThat(search.leader()).contains(C);
  }

  @Test
  void theReplicaIsRightAboutWhatARejectionSaidOfLongAgo() {
    sees(up(A), up(B), up(C));
    follows(2, B);
    search.rejected(Optional.of(C));
    assertThat(search.leader()).contains(C);

    search.look(false, A_WHILE);
    assertThat(search.leader()).contains(C);
    search.look(true, A_WHILE);
    assertThat(search.leader()).contains(B);
  }

  @Test
  void aRejectionThatSaysNothingNewChangesNothing() {
    follows(1, SELF);
    search.rejected(Optional.of(C));

    assertThat(search.rejected(Optional.of(C))).isFalse();
    assertThat(search.leader()).contains(C);
  }

  @Test
  void oldNewsOfALeaderIsNoneButAnotherReplicaMayKnowLess() {
    follows(5, B);
    assertThat(follows(4, C)).isFalse();
    assertThat(search.leader()).contains(B);

    search.told(LeaderChange.noReplica(0), 0);
    assertThat(search.hasReplica()).isFalse();
    assertThat(search.leader()).isEmpty();
    assertThat(follows(1, C)).isTrue();
    assertThat(search.leader()).contains(C);
  }

  @Test
  void whoeverLeadsIsTheFirstOfThoseThatMay() {
    sees(up(A), up(B), up(C));
    assertThat(search.possibleLeaders()).containsExactly(SELF, B, C);
    follows(1, C);
    assertThat(search.possibleLeaders()).containsExactly(C, SELF, B);
  }
}
