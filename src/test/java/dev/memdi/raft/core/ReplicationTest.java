package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The leader's side of the log. */
class ReplicationTest {
  private static final String LARGE = "x".repeat(300);

  private static Message.Rejected rejected(
      Subject leader, long previous, long hint, long hintTerm) {
    return new Message.Rejected(leader.core.term(), previous, hint, hintTerm, leader.now);
  }

  /** Leads b and c in term 4, with entries of these terms before; has heard of nobody. */
  private static Subject newLeader(long... logTerms) {
    Subject a = Subject.follower(3, logTerms);
    a.tell(new Input.BeginTerm(3, false));
    a.takeOffice("b");
    return a;
  }

  @Test
  @Tag("raft-5.3")
  void sendsAtOnceWhatItTakesIn() {
    Subject leader = Subject.leader("b", "c");

    leader.propose("x", "y");

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(append -> assertThat(append.previousIndex()).isEqualTo(1))
        .satisfies(append -> assertThat(append.entries().getFirst().first()).isEqualTo(2))
        .satisfies(append -> assertThat(append.entries().getFirst().last()).isEqualTo(3));
    assertThat(leader.last.now()).filteredOn(Effect.Send.class::isInstance).hasSize(2);
    assertThat(leader.last.persist()).hasSize(1);
  }

  @Test
  void gathersWritesIntoAsFewEntriesAsTheirBytesAllow() {
    Subject leader = Subject.leader("b", "c");

    leader.propose("x", LARGE, LARGE, "y");

    assertThat(leader.core.log().entriesFrom(2, Long.MAX_VALUE))
        .extracting(Entry::first)
        .containsExactly(2L, 4L);
  }

  @Test
  @Tag("thesis-10.2")
  void streamsWithoutWaitingForAnswers() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");

    leader.propose("y");

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(append -> assertThat(append.previousIndex()).isEqualTo(2));
  }

  @Test
  void sendsNoMoreThanTheWindowUntilItIsAnswered() {
    Subject leader = Subject.leader("b", "c");
    for (int i = 0; i < 3; i++) {
      leader.propose(LARGE);
      assertThat(leader.appends("b")).hasSize(1);
    }

    leader.propose("beyond");
    assertThat(leader.appends("b")).isEmpty();

    leader.acknowledged("b", 2);
    assertThat(leader.appends("b"))
        .singleElement()
        .extracting(Message.Append::previousIndex)
        .isEqualTo(4L);
  }

  @Test
  void aFullWindowStillBeats() {
    Subject leader = Subject.leader("b", "c");
    for (int i = 0; i < 4; i++) {
      leader.propose(LARGE);
    }

    leader.tell(new Input.Beat());

    assertThat(leader.appends("b"))
        .singleElement()
        .extracting(Message.Append::entries)
        .isEqualTo(List.of());
  }

  @Test
  void aMessageHoldsABatchOfBytesButAtLeastOneEntry() {
    Subject leader = Subject.leader("b", "c");
    leader.hear("b", rejected(leader, 1, 0, 0));
    leader.hear("b", rejected(leader, 0, 0, 0)); // it probes, one message at a time
    for (int i = 0; i < 3; i++) {
      leader.propose("x".repeat(500));
    }

    leader.acknowledged("b", 1);

    assertThat(leader.appends("b"))
        .extracting(append -> append.entries().size())
        .containsExactly(1, 1);
  }

  @Test
  void probesWithOneMessageAtATime() {
    Subject leader = newLeader(1, 2, 3);
    assertThat(leader.appends("b")).hasSize(1);

    leader.propose("x");

    assertThat(leader.appends("b")).isEmpty();
  }

  @Test
  void repeatsAProbeAtTheNextBeat() {
    Subject leader = newLeader(1, 2, 3);

    leader.tell(new Input.Beat());

    assertThat(leader.appends("b"))
        .singleElement()
        .extracting(append -> append.entries().size())
        .isEqualTo(1);
  }

  @Test
  @Tag("raft-5.3")
  void backsUpToTheEndOfTheHintedTermAtOnce() {
    Subject leader = newLeader(1, 1, 1, 3, 3, 3);

    leader.hear("b", rejected(leader, 6, 5, 2));

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(append -> assertThat(append.previousIndex()).isEqualTo(3))
        .satisfies(append -> assertThat(append.entries()).hasSize(4));
  }

  @Test
  @Tag("raft-5.3")
  void backsUpToTheEndOfAShortLogAtOnce() {
    Subject leader = newLeader(1, 1, 1, 3, 3, 3);

    leader.hear("b", rejected(leader, 6, 2, 1));

    assertThat(leader.appends("b"))
        .singleElement()
        .extracting(Message.Append::previousIndex)
        .isEqualTo(2L);
  }

  @Test
  @Tag("raft-5.3")
  void backsUpToTheBeginningOfAnEntryThatTheHintCuts() {
    Subject a = Subject.follower(3, 1).with(List.of(Given.wide(2, 2, 4), Given.entry(3, 6)));
    a.tell(new Input.BeginTerm(3, false));
    a.takeOffice("b");

    a.hear("b", rejected(a, 6, 4, 2));

    assertThat(a.appends("b"))
        .singleElement()
        .extracting(Message.Append::previousIndex)
        .isEqualTo(1L);
  }

  @Test
  void alwaysBacksUpByAtLeastOneEntry() {
    Subject leader = newLeader(1, 2, 3);
    long previous = 3;
    for (long next = previous; next > 0; next--) {
      leader.hear("b", rejected(leader, next, next - 1, 0));
      assertThat(leader.progress("b").next()).isLessThanOrEqualTo(next);
    }
    assertThat(leader.progress("b").next()).isEqualTo(1);
  }

  @Test
  void ignoresARejectionOfAnEarlierProbe() {
    Subject leader = newLeader(1, 2, 3);
    leader.hear("b", rejected(leader, 3, 1, 1));

    leader.hear("b", rejected(leader, 3, 0, 0));

    assertThat(leader.progress("b").next()).isEqualTo(2);
    assertThat(leader.appends("b")).isEmpty();
  }

  @Test
  void aBeatThatOvertakesEntriesOnTheirWayDoesNotHaveThemSentAgain() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");

    leader.after(10);
    leader.tell(new Input.Beat());

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(beat -> assertThat(beat.previousIndex()).isEqualTo(1)) // what b is known to hold
        .satisfies(beat -> assertThat(beat.entries()).isEmpty());
  }

  @Test
  void entriesThatNobodyAcknowledgesForLongAreAskedAfterByABeat() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("lost");

    leader.after(leader.core.parameters().overdueNanos(100) / 1_000_000 + 1);
    leader.tell(new Input.Beat());

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(beat -> assertThat(beat.previousIndex()).isEqualTo(2));
  }

  @Test
  void theLargerTheEntriesTheLongerTheyMayTake() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x".repeat(1_000_000));

    leader.after(150);
    leader.acknowledged("c");
    leader.tell(new Input.Beat());

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(beat -> assertThat(beat.previousIndex()).isEqualTo(1));
  }

  @Test
  void anEntryThatFillsAMessageIsNoProbe() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x".repeat(1_000_000));

    leader.hear("b", rejected(leader, 2, 1, 1));

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(probe -> assertThat(probe.previousIndex()).isEqualTo(1))
        .satisfies(probe -> assertThat(probe.entries()).isEmpty());
  }

  @Test
  void aLostMessageIsNoticedByTheOneAfterItAndSentAgain() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("lost");
    leader.propose("x");

    leader.hear("b", rejected(leader, 2, 1, 1));

    assertThat(leader.appends("b"))
        .singleElement()
        .satisfies(append -> assertThat(append.previousIndex()).isEqualTo(1))
        .satisfies(append -> assertThat(append.entries()).hasSize(2));
  }

  @Test
  void aRejectionOfWhatWasAcknowledgedSinceIsProbedAndNoMore() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");
    leader.acknowledged("b", 2);

    leader.hear("b", rejected(leader, 1, 0, 0));
    assertThat(leader.progress("b").mode()).isInstanceOf(Progress.Mode.Streaming.class);

    leader.hear("b", rejected(leader, 2, 1, 1));
    assertThat(leader.progress("b").match()).isEqualTo(2);
    leader.acknowledged("b", 2);
    assertThat(leader.progress("b").mode()).isInstanceOf(Progress.Mode.Streaming.class);
  }

  @Test
  void aFollowerThatLostWhatItAcknowledgedIsSentItAgain() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");
    leader.acknowledged("b");

    leader.hear("b", rejected(leader, 2, 0, 0));
    leader.hear("b", rejected(leader, 2, 0, 0));

    assertThat(leader.progress("b").match()).isZero();
    assertThat(leader.appends("b"))
        .singleElement()
        .extracting(append -> append.entries().size())
        .isEqualTo(2);
  }

  @Test
  @Tag("raft-5.1")
  void stepsDownForALaterTerm() {
    Subject leader = Subject.leader("b", "c");

    leader.hear("b", new Message.Rejected(9, 0, 0, 0, RaftCore.NEVER));

    assertThat(leader.core.isLeader()).isFalse();
    assertThat(leader.core.term()).isEqualTo(9);
    assertThat(leader.effect(Effect.LeftOffice.class).term()).isEqualTo(1);
  }

  @Test
  void ignoresAnswersToAnEarlierTermsMessages() {
    Subject leader = newLeader(1, 2, 3);

    leader.hear("b", new Message.Appended(3, 3, leader.now));

    assertThat(leader.progress("b").match()).isZero();
    assertThat(leader.progress("b").confirmedAt()).isEqualTo(RaftCore.NEVER);
  }

  @Test
  void ignoresAnswersOfStrangers() {
    Subject leader = Subject.leader("b", "c");

    leader.acknowledged("d");

    assertThat(leader.office().peers()).containsOnlyKeys(Given.id("b"), Given.id("c"));
  }

  @Test
  void aFollowerTakesInNoWrites() {
    Subject a = Subject.follower(2, 1);

    a.propose("x");

    assertThat(a.last.persist()).isEmpty();
  }
}
