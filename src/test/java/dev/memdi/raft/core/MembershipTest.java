package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members change one at a time, through the log. */
class MembershipTest {
  private final Subject leader = Subject.leader("b", "c");

  private Step change(MembershipChange change) {
    return leader.tell(new Input.Change(change));
  }

  private Step addLearner(String text) {
    return change(new MembershipChange.AddLearner(Given.peer(text)));
  }

  private Step promote(String text) {
    return change(new MembershipChange.Promote(Given.id(text)));
  }

  private Step remove(String text) {
    return change(new MembershipChange.Remove(Given.id(text), false));
  }

  private void commit(String... voters) {
    leader.persisted();
    for (String voter : voters) {
      leader.acknowledged(voter);
    }
  }

  private boolean isRefused() {
    return leader.last.persist().isEmpty();
  }

  @Test
  @Tag("thesis-4.1")
  void aChangeIsInForceFromTheMomentItStandsInTheLog() {
    remove("c");

    assertThat(leader.core.configuration()).isEqualTo(Given.voters("a", "b"));
    assertThat(leader.effect(Effect.Reconfigured.class).configuration())
        .isEqualTo(Given.voters("a", "b"));
    assertThat(leader.office().peers()).containsOnlyKeys(Given.id("b"));
    leader.persisted();
    assertThat(leader.core.commit()).isEqualTo(1);
    leader.acknowledged("b");
    assertThat(leader.core.commit()).as("two of two").isEqualTo(2);
  }

  @Test
  @Tag("thesis-4.1")
  void aFollowerTakesItIntoForceToo() {
    Subject a = Subject.follower(2, 1);
    Entry change = new Entry(2, 2, 0, new Payload.Reconfigure(Given.voters("a", "b")));

    a.hear("b", new Message.Append(2, 1, 1, List.of(change), 0, 0, 1_000));
    assertThat(a.core.configuration()).isEqualTo(Given.voters("a", "b"));

    a.hear("c", new Message.Append(3, 1, 1, List.of(Given.entry(3, 2)), 0, 0, 1_000));
    assertThat(a.core.configuration()).as("and out of it").isEqualTo(Given.voters("a", "b", "c"));
  }

  @Test
  @Tag("thesis-4.1")
  void oneChangeAtATime() {
    remove("c");

    addLearner("d");
    assertThat(isRefused()).isTrue();

    commit("b");
    addLearner("d");
    assertThat(isRefused()).isFalse();
  }

  @Test
  @Tag("thesis-4.1")
  void noChangeBeforeTheTermsFirstCommit() {
    Subject a = Subject.follower(3, 1, 2).elected("b");

    a.tell(new Input.Change(new MembershipChange.Remove(Given.id("c"), false)));
    assertThat(a.last.persist()).isEmpty();

    a.acknowledged("b");
    a.tell(new Input.Change(new MembershipChange.Remove(Given.id("c"), false)));
    assertThat(a.last.persist()).hasSize(1);
  }

  @Test
  @Tag("thesis-4.2.1")
  void aNewMemberLearnsBeforeItVotes() {
    addLearner("d");
    commit("b");

    assertThat(leader.core.configuration().isVoter(Given.id("d"))).isFalse();
    promote("d");
    assertThat(isRefused()).as("nothing was heard of it").isTrue();

    leader.acknowledged("d");
    promote("d");
    assertThat(leader.core.configuration()).isEqualTo(Given.voters("a", "b", "c", "d"));
  }

  @Test
  @Tag("thesis-4.2.1")
  void aLearnerThatLagsBehindIsNotPromoted() {
    addLearner("d");
    commit("b", "d");
    leader.propose("1", "2", "3", "4");

    promote("d");
    assertThat(isRefused()).isTrue();

    leader.acknowledged("d");
    promote("d");
    assertThat(isRefused()).isFalse();
  }

  @Test
  @Tag("thesis-4.2.1")
  void aNewMemberIsSentTheLogFromItsBeginning() {
    addLearner("d");
    leader.tell(new Input.Beat());
    assertThat(leader.appends("d"))
        .singleElement()
        .extracting(Message.Append::previousIndex)
        .isEqualTo(2L);

    leader.hear("d", new Message.Rejected(1, 2, 0, 0, leader.now));

    assertThat(leader.appends("d"))
        .singleElement()
        .extracting(append -> append.entries().getFirst().first())
        .isEqualTo(1L);
  }

  @Test
  void aChangeThatChangesNothingIsRefused() {
    addLearner("b");
    assertThat(isRefused()).isTrue();
    promote("b");
    assertThat(isRefused()).isTrue();
    remove("d");
    assertThat(isRefused()).isTrue();
  }

  @Test
  void aBarredIncarnationIsNotTakenInAgain() {
    change(new MembershipChange.Remove(Given.id("c"), true));
    commit("b");

    addLearner("c");
    assertThat(isRefused()).isTrue();
    addLearner("c2");
    assertThat(isRefused()).isFalse();
    commit("b");
    change(new MembershipChange.Unbar(Given.id("c")));
    commit("b");
    addLearner("c");
    assertThat(isRefused()).isFalse();
  }

  @Test
  void nobodyIsRemovedWithoutWhomTheRestCannotCommit() {
    leader.after(250).acknowledged("b");

    remove("b");
    assertThat(isRefused()).as("c has been silent").isTrue();
    remove("c");
    assertThat(isRefused()).isFalse();
  }

  /** Or the one that is left may be dead since long before. */
  @Test
  void nobodyIsRemovedBeforeTheRestHasAnsweredThisLeader() {
    Subject a = Subject.follower(3, 1, 2).elected("b");
    a.acknowledged("b");

    a.tell(new Input.Change(new MembershipChange.Remove(Given.id("b"), false)));
    assertThat(a.last.persist()).as("c has said nothing").isEmpty();

    a.acknowledged("c");
    a.tell(new Input.Change(new MembershipChange.Remove(Given.id("b"), false)));
    assertThat(a.last.persist()).hasSize(1);
  }

  @Test
  void theLastVoterIsNotRemoved() {
    Subject a = Subject.leader();

    a.tell(new Input.Change(new MembershipChange.Remove(Given.id("a"), false)));

    assertThat(a.last.persist()).isEmpty();
  }

  @Test
  void onlyALeaderChangesMembers() {
    Subject a = Subject.follower(1);

    a.tell(new Input.Change(new MembershipChange.Remove(Given.id("c"), false)));

    assertThat(a.last.persist()).isEmpty();
  }

  @Test
  @Tag("thesis-4.2.2")
  void aLeaderThatIsRemovedLeadsUntilItsRemovalIsCommittedAndDoesNotCountItself() {
    remove("a");
    leader.persisted();
    leader.acknowledged("b");
    assertThat(leader.core.commit()).as("one of b and c").isEqualTo(1);
    assertThat(leader.core.isLeader()).isTrue();

    leader.acknowledged("c");

    assertThat(leader.core.commit()).isEqualTo(2);
    assertThat(leader.core.isLeader()).isFalse();
    leader.effect(Effect.Departed.class);
    assertThat(leader.effects(Effect.Send.class))
        .extracting(Effect.Send::message)
        .filteredOn(Message.CampaignNow.class::isInstance)
        .hasSize(1);
  }

  @Test
  @Tag("thesis-4.2.2")
  void aMajorityIsOfTheVotersInForce() {
    addLearner("d");
    commit("b");
    leader.acknowledged("d");
    promote("d");

    leader.persisted();
    leader.acknowledged("b");
    assertThat(leader.core.commit()).as("two of four").isEqualTo(2);
    leader.acknowledged("d");

    assertThat(leader.core.commit()).as("three of four").isEqualTo(3);
  }

  @Test
  void aShardIsWholeWithoutANodeWhenAllItsCopiesAreElsewhere() {
    assertThat(leader.core.isWholeWithout("d", 3, leader.now)).isTrue();

    assertThat(leader.core.isWholeWithout("c", 3, leader.now)).as("a member").isFalse();
    assertThat(leader.core.isWholeWithout("d", 4, leader.now)).as("a seat is free").isFalse();
    leader.tell(new Input.TermSeen(9));
    assertThat(leader.core.isWholeWithout("d", 3, leader.now)).as("leads no more").isFalse();
  }

  @Test
  void whoMayHaveBeenDeposedDoesNotKnowThatItsShardIsWhole() {
    long asked = leader.after(1).now;
    leader.acknowledged("b");
    assertThat(leader.core.isWholeWithout("d", 3, asked)).isFalse();

    leader.acknowledged("c");
    assertThat(leader.core.isWholeWithout("d", 3, asked)).isTrue();
  }

  @Test
  void aShardIsWholeWithoutANodeThatItRemovedWhenEveryCopyHasWhatCameBefore() {
    Subject ofFour = Subject.leader("b", "c", "d");
    ofFour.tell(new Input.Change(new MembershipChange.Remove(Given.id("d"), false)));
    ofFour.acknowledged("b");
    ofFour.acknowledged("c");
    assertThat(ofFour.core.isWholeWithout("d", 3, ofFour.now)).as("not on its own disk").isFalse();

    ofFour = Subject.leader("b", "c", "d");
    ofFour.tell(new Input.Change(new MembershipChange.Remove(Given.id("d"), false)));
    ofFour.persisted();
    assertThat(ofFour.core.isWholeWithout("d", 3, ofFour.now)).as("not committed").isFalse();
    ofFour.acknowledged("b");
    assertThat(ofFour.core.isWholeWithout("d", 3, ofFour.now)).as("c lacks it").isFalse();
    ofFour.acknowledged("c");
    assertThat(ofFour.core.isWholeWithout("d", 3, ofFour.now)).isTrue();
  }
}
