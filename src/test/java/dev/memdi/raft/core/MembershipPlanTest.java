package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.raft.core.MembershipPlan.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a leader changes next. */
class MembershipPlanTest {
  private static final int REPLICAS = 3;

  private Subject leader = Subject.leader("b", "c");
  private final List<ClusterView.Node> nodes = new ArrayList<>();
  private final SortedSet<NodeId> unwanted = new TreeSet<>();

  private MembershipPlanTest seeing(String... texts) {
    for (String text : texts) {
      see(text, true, false);
    }
    return this;
  }

  private void see(String text, boolean reachable, boolean leaving) {
    NodeId id = Given.id(text);
    nodes.add(
        new ClusterView.Node(id, Given.peer(id).address(), Optional.empty(), reachable, leaving));
  }

  private Optional<Action> next() {
    return MembershipPlan.next(leader.core, leader.now, new ClusterView(nodes), unwanted, REPLICAS);
  }

  /** For long enough that silence tells, only these answer the leader. */
  private void onlyHeard(String... answering) {
    leader.after(200);
    for (String member : answering) {
      leader.acknowledged(member);
    }
  }

  private Optional<NodeId> preferred(int shard) {
    return MembershipPlan.preferredLeader(
        leader.core, leader.now, new ClusterView(nodes), unwanted, shard);
  }

  private Optional<NodeId> successor() {
    return MembershipPlan.successor(
        leader.core, leader.office(), leader.now, new ClusterView(nodes));
  }

  private static Optional<Action> change(MembershipChange change) {
    return Optional.of(new Action.ChangeMembers(change));
  }

  private static Optional<Action> remove(String text, boolean bar) {
    return change(new MembershipChange.Remove(Given.id(text), bar));
  }

  private static Optional<Action> handOver(String text) {
    return Optional.of(new Action.HandOver(Given.id(text)));
  }

  /** Carries out the change that is planned, with the answers of these. */
  private void carryOut(String... answering) {
    leader.tell(new Input.Change(((Action.ChangeMembers) next().orElseThrow()).change()));
    leader.persisted();
    for (String member : answering) {
      leader.acknowledged(member);
    }
  }

  @Test
  void nothingWhenAllIsWell() {
    assertThat(seeing("a", "b", "c").next()).isEmpty();
  }

  @Test
  void nothingUnlessItLeads() {
    leader = Subject.follower(1);

    assertThat(seeing("a", "d").next()).isEmpty();
  }

  @Test
  void aRestartedNodesOldIncarnationGoesAndTheNewOneLearnsThenVotes() {
    seeing("a", "b", "c2");
    onlyHeard("b");

    assertThat(next()).isEqualTo(remove("c", false));
    carryOut("b");
    assertThat(next()).isEqualTo(change(new MembershipChange.AddLearner(Given.peer("c2"))));
    carryOut("b");
    assertThat(next()).isEmpty();
    leader.acknowledged("c2");
    assertThat(next()).isEqualTo(change(new MembershipChange.Promote(Given.id("c2"))));
  }

  @Test
  void whoAnswersIsNotReplacedWhateverTheViewSays() {
    seeing("a", "b", "c2");
    onlyHeard("b", "c");

    assertThat(next()).isEmpty();
  }

  @Test
  void aNewLeaderWaitsForAnAnswerBeforeItTakesAMemberForReplaced() {
    seeing("a", "b", "c2");
    leader.after(199);
    leader.acknowledged("b");

    assertThat(next()).isEmpty();
  }

  @Test
  void aLearnerThatLagsBehindIsNotPromoted() {
    leader = Subject.leader("b");
    seeing("a", "b", "c");
    carryOut("b");
    leader.acknowledged("c");
    for (int i = 0; i < 4; i++) {
      leader.propose("x");
    }
    assertThat(next()).isEmpty();

    leader.acknowledged("c", leader.core.log().lastIndex() - 3);

    assertThat(next()).isEqualTo(change(new MembershipChange.Promote(Given.id("c"))));
  }

  @Test
  void aLearnerThatIsSilentIsNotPromoted() {
    leader = Subject.leader("b");
    seeing("a", "b", "c");
    carryOut("b");
    leader.acknowledged("c");
    leader.after(200).acknowledged("b"); // a leader gives its office up after that
    assertThat(next()).isEmpty();

    leader.acknowledged("c");

    assertThat(next()).isEqualTo(change(new MembershipChange.Promote(Given.id("c"))));
  }

  @Test
  void whomAnOperatorWantsOutGoesAndIsBarred() {
    unwanted.add(Given.id("b"));

    assertThat(seeing("a", "b", "c", "d").next()).isEqualTo(remove("b", true));
    carryOut("c");
    assertThat(next())
        .as("another takes its place")
        .isEqualTo(change(new MembershipChange.AddLearner(Given.peer("d"))));
  }

  @Test
  void aLeaderThatIsNotWantedHandsOver() {
    unwanted.add(Given.id("a"));
    leader.propose("x");
    leader.acknowledged("c");

    assertThat(seeing("a", "b", "c").next()).isEqualTo(handOver("c"));
  }

  @Test
  void itIsSucceededByWhoHasTheLongestLogOfThoseWhoAnswer() {
    seeing("a", "b", "c");
    leader.propose("x");
    leader.acknowledged("b");
    assertThat(successor()).contains(Given.id("b"));

    leader.after(100).acknowledged("c", leader.core.log().lastIndex() - 1);

    assertThat(successor()).as("b has not answered for a lease").contains(Given.id("c"));
  }

  @Test
  void itIsSucceededByWhoHasTheLongestLogIfNobodyAnswers() {
    seeing("a", "b", "c");
    leader.propose("x");
    leader.acknowledged("c");

    leader.after(100);

    assertThat(successor()).contains(Given.id("c"));
  }

  @Test
  void theLastVoterStaysUntilThereIsAnother() {
    leader = Subject.leader();
    unwanted.add(Given.id("a"));

    assertThat(seeing("a").next()).isEmpty();
    assertThat(seeing("d").next())
        .isEqualTo(change(new MembershipChange.AddLearner(Given.peer("d"))));
  }

  @Test
  void nobodyIsTakenOutWithoutWhomTheRestCannotCommit() {
    unwanted.add(Given.id("b"));
    seeing("a", "b", "c");
    onlyHeard("b");

    assertThat(next()).isEmpty();
  }

  @Test
  void whatCannotBeDoneYetDoesNotHoldUpTheRest() {
    leader.tell(new Input.Change(new MembershipChange.AddLearner(Given.peer("d"))));
    leader.persisted().acknowledged("b");
    leader.acknowledged("d");
    unwanted.add(Given.id("b"));
    seeing("a", "b", "d");
    see("c", false, false);
    onlyHeard("b", "d");

    assertThat(next()).isEqualTo(change(new MembershipChange.Promote(Given.id("d"))));
    carryOut("b", "d");
    assertThat(next()).isEqualTo(remove("b", true));
  }

  @Test
  void aLearnerThatLeftTheClusterMakesRoom() {
    leader = Subject.leader("b");
    seeing("a", "b", "d");
    carryOut("b");
    nodes.removeLast();
    seeing("e");
    onlyHeard("b");

    assertThat(next()).isEqualTo(remove("d", false));
  }

  @Test
  void aVoterThatLeftTheClusterStaysAVoter() {
    assertThat(seeing("a", "b", "d").next()).isEmpty();
  }

  @Test
  void nobodyIsTakenInWhoIsNotReachedOrIsOnItsWayOut() {
    leader = Subject.leader("b");
    seeing("a", "b");
    see("d", false, false);
    see("e", true, true);

    assertThat(next()).isEmpty();
  }

  @Test
  void noMoreMembersThanReplicas() {
    assertThat(seeing("a", "b", "c", "d").next()).isEmpty();
  }

  @Test
  void aBarIsForgottenOnceItsIncarnationIsGone() {
    unwanted.add(Given.id("c"));
    seeing("a", "b", "c");
    carryOut("b");
    assertThat(next()).isEmpty();

    unwanted.clear();
    assertThat(next()).as("it is still there, and barred").isEmpty();
    nodes.removeLast();

    assertThat(next()).isEqualTo(change(new MembershipChange.Unbar(Given.id("c"))));
  }

  @Test
  void leadersTakeTurnsByShard() {
    seeing("a", "b", "c");

    assertThat(preferred(0)).as("leads already").isEmpty();
    assertThat(preferred(1)).contains(Given.id("b"));
    assertThat(preferred(5)).contains(Given.id("c"));
  }

  @Test
  void nobodyIsPreferredWhoIsBehindOrNotReachedOrNotWanted() {
    seeing("a", "b");
    assertThat(preferred(2)).as("c is not reached").isEmpty();
    unwanted.add(Given.id("b"));
    assertThat(preferred(1)).as("c again, in place of b").isEmpty();
    unwanted.clear();
    for (int i = 0; i < 4; i++) {
      leader.propose("x");
    }
    assertThat(preferred(1)).as("b lacks what was just written").isEmpty();
  }

  @Test
  void nobodyIsPreferredWhoIsOnItsWayOutOrHasNotAnsweredForALease() {
    seeing("a", "c");
    see("b", true, true);
    assertThat(preferred(1)).as("b is on its way out").isEmpty();
    assertThat(preferred(2)).contains(Given.id("c"));

    leader.after(100);

    assertThat(preferred(2)).isEmpty();
  }
}
