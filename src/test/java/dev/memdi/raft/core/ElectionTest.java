package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Votes, terms and office. */
class ElectionTest {
  private static Candidacy candidacy(String candidate, long term, long lastTerm, long lastIndex) {
    return new Candidacy(Given.id(candidate), term, lastTerm, lastIndex, false);
  }

  private static boolean asksForVote(Subject a, Candidacy candidacy) {
    a.tell(new Input.Consider(candidacy, false));
    return a.granted();
  }

  private static boolean canvasses(Subject a, Candidacy candidacy) {
    a.tell(new Input.Consider(candidacy, true));
    return a.granted();
  }

  private static void beat(Subject a, String leader) {
    a.hear(
        leader,
        new Message.Append(
            a.core.term(),
            a.core.log().lastIndex(),
            a.core.log().lastTerm(),
            List.of(),
            0,
            0,
            1_000));
  }

  // ---- votes

  @Test
  @Tag("raft-5.2")
  void votesForOneCandidateInATerm() {
    Subject a = Subject.follower(3, 1, 2);

    assertThat(asksForVote(a, candidacy("b", 4, 2, 2))).isTrue();
    assertThat(asksForVote(a, candidacy("c", 4, 2, 2))).isFalse();
    assertThat(asksForVote(a, candidacy("b", 4, 2, 2))).as("repeated").isTrue();
    assertThat(asksForVote(a, candidacy("c", 5, 2, 2))).as("in the next term").isTrue();
  }

  @Test
  @Tag("raft-5.2")
  void aVoteIsDurableBeforeItIsGiven() {
    Subject a = Subject.follower(3, 1, 2);

    asksForVote(a, candidacy("b", 4, 2, 2));

    assertThat(a.last.persist())
        .containsExactly(new Durable.TermAdvanced(4, Optional.of(Given.id("b"))));
    assertThat(a.last.now()).isEmpty();
    assertThat(a.last.afterPersist()).hasSize(1);
  }

  @Test
  @Tag("raft-5.1")
  void doesNotVoteInAnEarlierTerm() {
    Subject a = Subject.follower(3, 1, 2);

    assertThat(asksForVote(a, candidacy("b", 2, 2, 9))).isFalse();
    assertThat(a.effect(Effect.Answer.class).term()).isEqualTo(3);
  }

  @Test
  @Tag("raft-5.4.1")
  void votesOnlyForALogAsUpToDateAsItsOwn() {
    assertThat(asksForVote(Subject.follower(3, 1, 2, 2), candidacy("b", 4, 2, 2)))
        .as("shorter")
        .isFalse();
    assertThat(asksForVote(Subject.follower(3, 1, 2, 2), candidacy("b", 4, 1, 9)))
        .as("longer, but its last term is earlier")
        .isFalse();
    assertThat(asksForVote(Subject.follower(3, 1, 2, 2), candidacy("b", 4, 3, 1)))
        .as("shorter, but its last term is later")
        .isTrue();
    assertThat(asksForVote(Subject.follower(3, 1, 2, 2), candidacy("b", 4, 2, 3)))
        .as("equal")
        .isTrue();
  }

  @Test
  @Tag("raft-5.4.1")
  void aRefusedCandidatesTermIsStillTakenOver() {
    Subject a = Subject.follower(3, 1, 2, 2);

    asksForVote(a, candidacy("b", 7, 2, 2));

    assertThat(a.core.term()).isEqualTo(7);
    assertThat(a.core.vote()).isEmpty();
  }

  // ---- candidates

  @Test
  @Tag("raft-5.2")
  void aCandidateVotesForItselfInTheNextTerm() {
    Subject a = Subject.follower(3, 1, 2);

    a.tell(new Input.BeginTerm(3, false));

    assertThat(a.last.persist())
        .containsExactly(new Durable.TermAdvanced(4, Optional.of(Given.id("a"))));
    assertThat(a.effect(Effect.TermBegun.class).candidacy()).isEqualTo(candidacy("a", 4, 2, 2));
    assertThat(a.last.now()).isEmpty();
    assertThat(asksForVote(a, candidacy("b", 4, 2, 2))).isFalse();
  }

  @Test
  void beginsNoTermIfItHasMovedOnSinceItCanvassed() {
    Subject a = Subject.follower(3);

    a.tell(new Input.BeginTerm(2, false));

    assertThat(a.core.term()).isEqualTo(3);
  }

  @Test
  @Tag("thesis-4.2.2")
  void whoIsNoVoterBeginsNoTerm() {
    Subject d = Subject.blank("d", Given.withLearner(Given.voters("a", "b", "c"), "d"));

    d.tell(new Input.BeginTerm(0, false));

    assertThat(d.last.afterPersist()).isEmpty();
    assertThat(d.core.term()).isZero();
  }

  @Test
  @Tag("thesis-4.2.2")
  void whoIsBeingRemovedCampaignsUntilItsRemovalIsCommitted() {
    Entry removal = new Entry(3, 2, 0, new Payload.Reconfigure(Given.voters("b")));
    Subject a = Subject.follower(3, 1).with(List.of(removal)).withCommit(1);

    a.tell(new Input.BeginTerm(3, false));
    assertThat(a.core.term()).isEqualTo(4);
    a.takeOffice();
    assertThat(a.core.isLeader()).as("its own vote does not count").isFalse();
    a.takeOffice("b");
    assertThat(a.core.isLeader()).isTrue();

    Subject removed = Subject.follower(3, 1).with(List.of(removal)).withCommit(2);
    removed.tell(new Input.BeginTerm(3, false));
    assertThat(removed.core.term()).isEqualTo(3);
  }

  @Test
  @Tag("raft-5.2")
  void takesOfficeWithTheVotesOfAMajority() {
    Subject a = Subject.follower(3);
    a.tell(new Input.BeginTerm(3, false));
    a.takeOffice();
    assertThat(a.core.isLeader()).as("one of three").isFalse();

    a.takeOffice("b");

    assertThat(a.core.isLeader()).isTrue();
    assertThat(a.effect(Effect.TookOffice.class).term()).isEqualTo(4);
    assertThat(a.appends("c")).hasSize(1);
  }

  @Test
  @Tag("thesis-4.2.1")
  void theVotesOfStrangersAndLearnersElectNobody() {
    Subject a = Subject.blank("a", Given.withLearner(Given.voters("a", "b", "c"), "d"));
    a.tell(new Input.BeginTerm(0, false));

    a.takeOffice("d", "e", "b2");

    assertThat(a.core.isLeader()).isFalse();
  }

  @Test
  @Tag("raft-5.2")
  void takesNoOfficeOnceItFollows() {
    Subject a = Subject.follower(3);
    a.tell(new Input.BeginTerm(3, false));
    beat(a, "b");

    a.takeOffice("b", "c");

    assertThat(a.core.isLeader()).isFalse();
  }

  @Test
  void takesNoOfficeOfAnotherTerm() {
    Subject a = Subject.follower(3);
    a.tell(new Input.BeginTerm(3, false));

    a.tell(new Input.TakeOffice(3, Subject.ids("b", "c")));

    assertThat(a.core.isLeader()).isFalse();
  }

  @Test
  @Tag("raft-5.1")
  void aTermThatWasSeenElsewhereIsTakenOver() {
    Subject leader = Subject.leader("b", "c");

    leader.tell(new Input.TermSeen(1));
    assertThat(leader.core.isLeader()).isTrue();
    leader.tell(new Input.TermSeen(8));

    assertThat(leader.core.isLeader()).isFalse();
    assertThat(leader.last.persist())
        .containsExactly(new Durable.TermAdvanced(8, Optional.empty()));
  }

  // ---- canvass (pre-vote)

  @Test
  @Tag("thesis-9.6")
  void aCanvassChangesNothing() {
    Subject a = Subject.follower(3, 1, 2);
    RaftCore before = a.core;

    assertThat(canvasses(a, candidacy("b", 9, 2, 2))).isTrue();

    assertThat(a.core).isEqualTo(before);
    assertThat(a.last.persist()).isEmpty();
  }

  @Test
  @Tag("thesis-9.6")
  void aCanvassIsAnsweredAsTheVoteWouldBe() {
    Subject a = Subject.follower(3, 1, 2, 2);

    assertThat(canvasses(a, candidacy("b", 4, 2, 2))).as("shorter log").isFalse();
    assertThat(canvasses(a, candidacy("b", 3, 9, 9))).as("not a later term").isFalse();
    assertThat(canvasses(a, candidacy("b", 4, 2, 3))).isTrue();
    asksForVote(a, candidacy("c", 4, 2, 3));
    assertThat(canvasses(a, candidacy("b", 4, 2, 3))).as("voted already").isFalse();
  }

  // ---- refusal while a leader lives

  @Test
  @Tag("thesis-4.2.3")
  void disregardsCandidatesForALeaseAfterItAnsweredItsLeader() {
    Subject a = Subject.follower(3, 1, 2);
    beat(a, "b");

    a.after(99);
    assertThat(canvasses(a, candidacy("c", 4, 2, 2))).isFalse();
    assertThat(asksForVote(a, candidacy("c", 9, 2, 2))).isFalse();
    assertThat(a.core.term()).as("not even its term is taken over").isEqualTo(3);

    a.after(1);
    assertThat(canvasses(a, candidacy("c", 4, 2, 2))).isTrue();
    assertThat(asksForVote(a, candidacy("c", 9, 2, 2))).isTrue();
  }

  @Test
  @Tag("thesis-6.4.1")
  void doesNotEvenVoteForItselfForALease() {
    Subject a = Subject.follower(3, 1, 2);
    beat(a, "b");

    a.after(99).tell(new Input.BeginTerm(3, false));
    assertThat(a.core.term()).isEqualTo(3);

    a.after(1).tell(new Input.BeginTerm(3, false));
    assertThat(a.core.term()).isEqualTo(4);
  }

  @Test
  @Tag("thesis-4.2.3")
  void aLeaderThatAMajorityAnsweredDisregardsCandidatesToo() {
    Subject leader = Subject.leader("b", "c");

    assertThat(asksForVote(leader, candidacy("c", 9, 9, 9))).isFalse();
    assertThat(leader.core.isLeader()).isTrue();

    leader.after(100);
    assertThat(asksForVote(leader, candidacy("c", 9, 9, 9))).isTrue();
    assertThat(leader.core.isLeader()).isFalse();
  }

  @Test
  @Tag("thesis-3.10")
  void aCandidateWhomTheLeaderSentIsConsideredAtOnce() {
    Subject a = Subject.follower(3, 1, 2);
    beat(a, "b");

    assertThat(asksForVote(a, new Candidacy(Given.id("c"), 4, 2, 2, true))).isTrue();
  }

  // ---- check-quorum

  @Test
  @Tag("thesis-6.2")
  void aLeaderWhomNoMajorityAnswersStepsDown() {
    Subject leader = Subject.leader("b", "c", "d", "e");

    leader.after(199).acknowledged("b");
    leader.tell(new Input.Beat());
    assertThat(leader.core.isLeader()).isTrue();

    leader.after(1).acknowledged("b");
    leader.tell(new Input.Beat());
    assertThat(leader.core.isLeader()).as("only b and itself are left").isFalse();
    assertThat(leader.effect(Effect.LeftOffice.class).term()).isEqualTo(1);
    assertThat(leader.effects(Effect.Send.class)).isEmpty();
  }

  @Test
  @Tag("thesis-6.2")
  void learnersKeepNobodyInOffice() {
    Subject a = Subject.blank("a", Given.withLearner(Given.voters("a", "b"), "d")).elected("b");

    a.after(200).acknowledged("d");
    a.tell(new Input.Beat());

    assertThat(a.core.isLeader()).isFalse();
  }

  @Test
  @Tag("thesis-6.2")
  void aSingleVoterStaysInOffice() {
    Subject a = Subject.blank("a", Given.voters("a")).elected();

    a.after(10_000).tell(new Input.Beat());

    assertThat(a.core.isLeader()).isTrue();
  }

  // ---- restart

  @Test
  @Tag("thesis-3.8")
  void whoComesBackRemembersItsTermAndItsVote() {
    Subject a = Subject.follower(1, 1);
    a.core =
        RaftCore.recovered(
            a.core.self(),
            a.core.parameters(),
            a.core.rules(),
            new DurableState(
                Optional.empty(), false, 4, Optional.of(Given.id("b")), a.core.log(), false),
            1,
            a.now,
            0);
    a.after(100);

    assertThat(asksForVote(a, candidacy("c", 4, 1, 1))).isFalse();
    assertThat(asksForVote(a, candidacy("b", 4, 1, 1))).isTrue();
    assertThat(a.core.log().lastIndex()).isEqualTo(1);
  }

  @Test
  @Tag("thesis-6.4.1")
  void whoComesBackMayHaveAnsweredALeaderAndRefusesItsVoteForALease() {
    Subject a = Subject.follower(4, 1);
    a.core =
        RaftCore.recovered(
            a.core.self(),
            a.core.parameters(),
            a.core.rules(),
            new DurableState(Optional.empty(), false, 4, Optional.empty(), a.core.log(), false),
            1,
            a.now,
            0);

    a.after(99);
    assertThat(asksForVote(a, candidacy("b", 5, 1, 1))).isFalse();
    a.after(1);
    assertThat(asksForVote(a, candidacy("b", 5, 1, 1))).isTrue();
  }
}
