package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.memdi.api.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The follower's side of the log (Raft paper, figure 2, AppendEntries). */
class FollowingTest {
  private static final long SENT_AT = 77;

  private static Message.Append append(
      long term, long previousIndex, long previousTerm, long commit, Entry... entries) {
    return new Message.Append(
        term, previousIndex, previousTerm, List.of(entries), commit, SENT_AT, 1_000);
  }

  private static Message.Append beat(long term, long previousIndex, long previousTerm) {
    return append(term, previousIndex, previousTerm, 0);
  }

  private static Message.Appended appended(Subject a) {
    return a.answer("b", Message.Appended.class);
  }

  private static Message.Rejected rejected(Subject a) {
    return a.answer("b", Message.Rejected.class);
  }

  @Test
  @Tag("raft-5.1")
  void aMessageOfAnEarlierTermIsRejectedAndConfirmsNothing() {
    Subject a = Subject.follower(3, 1, 2);

    a.hear("b", beat(2, 2, 2));

    assertThat(rejected(a).term()).isEqualTo(3);
    assertThat(rejected(a).sentAt()).isEqualTo(RaftCore.NEVER);
    assertThat(a.core.answeredLeaderAt()).isEqualTo(RaftCore.NEVER);
    assertThat(a.core.leader()).isEmpty();
  }

  @Test
  @Tag("raft-5.1")
  void aLaterTermIsTakenOverAndMadeDurableBeforeTheAnswer() {
    Subject a = Subject.follower(3, 1, 2);

    a.hear("b", beat(5, 2, 2));

    assertThat(a.last.persist()).containsExactly(new Durable.TermAdvanced(5, Optional.empty()));
    assertThat(a.last.afterPersist()).hasSize(1);
    assertThat(appended(a)).isEqualTo(new Message.Appended(5, 2, SENT_AT));
  }

  /** In term 1, which is durable, with an entry that is not. */
  private static Subject writing() {
    Subject a = Subject.ofThree();
    a.hear("b", beat(1, 0, 0));
    a.tell(new Input.Persisted(0, 0, 1));
    a.hear("b", append(1, 0, 0, 0, Given.entries(1, 1).getFirst()));
    return a;
  }

  private static List<Effect> sentAtOnce(Subject a) {
    return a.last.now().stream().filter(Effect.Send.class::isInstance).toList();
  }

  @Test
  @Tag("thesis-6.2")
  void aBeatIsAnsweredWhileTheDiskWritesAndNothingIsAcknowledged() {
    Subject a = writing();
    assertThat(sentAtOnce(a)).isEmpty();

    a.hear("b", beat(1, 1, 1));

    assertThat(sentAtOnce(a))
        .containsExactly(new Effect.Send(Given.id("b"), new Message.Appended(1, 0, SENT_AT)));
    assertThat(a.last.afterPersist())
        .containsExactly(new Effect.Send(Given.id("b"), new Message.Appended(1, 1, SENT_AT)));
  }

  @Test
  void aBeatIsAnsweredOnceWhenNothingIsBeingWritten() {
    Subject a = writing();
    a.tell(new Input.Persisted(1, 1, 1));
    a.hear("b", beat(1, 1, 1));
    assertThat(sentAtOnce(a)).isEmpty();
    assertThat(appended(a).match()).isEqualTo(1);
  }

  @Test
  @Tag("thesis-3.8")
  void nothingIsSaidOfATermThatIsNotDurable() {
    Subject a = writing();
    a.hear("c", beat(2, 1, 1));
    a.tell(new Input.Persisted(1, 1, 1)); // what was written before
    a.hear("c", beat(2, 1, 1));
    assertThat(sentAtOnce(a)).isEmpty();
  }

  @Test
  void aBeatIsAnsweredWhileASnapshotIsBeingKept() {
    Subject a = writing();
    Log.Base base = new Log.Base(9, 1, 9, Given.voters("a", "b", "c"));
    a.hear("b", new Message.ImageChunk(1, base, 0, 1, Bytes.EMPTY, SENT_AT, 1_000));
    a.hear("b", beat(1, 9, 1));
    assertThat(sentAtOnce(a)).hasSize(1);
    assertThat(a.last.afterPersist()).hasSize(1);
  }

  @Test
  @Tag("raft-5.2")
  void aCandidateThatHearsTheLeaderOfItsTermFollows() {
    Subject a = Subject.follower(1);
    a.tell(new Input.BeginTerm(1, false));

    a.hear("b", beat(2, 0, 0));

    assertThat(a.core.leader()).contains(Given.id("b"));
    assertThat(a.effect(Effect.HeardLeader.class).leader()).isEqualTo(Given.id("b"));
  }

  @Test
  @Tag("raft-5.3")
  void newEntriesAreDurableBeforeTheyAreAcknowledged() {
    Subject a = Subject.follower(2, 1);

    a.hear("b", append(2, 1, 1, 0, Given.wide(2, 2, 3), Given.entry(2, 5)));

    assertThat(a.last.persist())
        .containsExactly(
            new Durable.EntriesAppended(List.of(Given.wide(2, 2, 3), Given.entry(2, 5))));
    assertThat(a.last.afterPersist()).singleElement().isInstanceOf(Effect.Send.class);
    assertThat(appended(a).match()).isEqualTo(5);
  }

  @Test
  @Tag("raft-5.3")
  void repeatedEntriesChangeNothing() {
    Subject a = Subject.follower(2, 1, 2, 2, 2);

    a.hear("b", append(2, 1, 1, 0, Given.entry(2, 2), Given.entry(2, 3)));

    assertThat(a.last.persist()).isEmpty();
    assertThat(appended(a).match()).isEqualTo(3);
    assertThat(a.core.log().lastIndex()).isEqualTo(4);
  }

  @Test
  @Tag("raft-5.3")
  void aBeatCutsNothingOff() {
    Subject a = Subject.follower(2, 1, 2, 2, 2);

    a.hear("b", beat(2, 2, 2));

    assertThat(a.core.log().lastIndex()).isEqualTo(4);
    assertThat(appended(a).match()).isEqualTo(2);
  }

  @Test
  @Tag("raft-5.3")
  void whatContradictsTheLeaderIsReplaced() {
    Subject a = Subject.follower(3, 1, 2, 2, 2);

    a.hear("b", append(3, 2, 2, 0, Given.entry(3, 3)));

    assertThat(a.last.persist())
        .containsExactly(
            new Durable.TailRemoved(3), new Durable.EntriesAppended(List.of(Given.entry(3, 3))));
    assertThat(a.core.log().lastIndex()).isEqualTo(3);
    assertThat(a.core.log().lastTerm()).isEqualTo(3);
  }

  @Test
  @Tag("raft-5.3")
  void anEntryOfSeveralIndicesIsReplacedWhole() {
    Subject a = Subject.follower(3, 1).with(List.of(Given.wide(2, 2, 4)));

    a.hear("b", append(3, 1, 1, 0, Given.wide(3, 2, 2)));

    assertThat(a.core.log().lastIndex()).isEqualTo(3);
    assertThat(appended(a).match()).isEqualTo(3);
  }

  @Test
  @Tag("raft-5.3")
  void committedEntriesAreNeverReplaced() {
    Subject a = Subject.follower(3, 1, 2, 2).withCommit(3);

    assertThatIllegalStateException()
        .isThrownBy(() -> a.hear("b", append(3, 1, 1, 0, Given.entry(3, 2))));
  }

  @Test
  @Tag("raft-5.3")
  void aLogThatIsTooShortHintsAtItsEnd() {
    Subject a = Subject.follower(3, 1, 2);

    a.hear("b", beat(3, 9, 3));

    assertThat(rejected(a)).isEqualTo(new Message.Rejected(3, 9, 2, 2, SENT_AT));
  }

  @Test
  @Tag("raft-5.3")
  void aContradictionHintsBeforeEverythingOfALaterTerm() {
    Subject a = Subject.follower(7, 1, 2, 4, 4, 4);

    a.hear("b", beat(7, 5, 3));

    assertThat(rejected(a)).isEqualTo(new Message.Rejected(7, 5, 2, 2, SENT_AT));
  }

  @Test
  @Tag("raft-5.3")
  void anIndexInTheMiddleOfAnEntryIsNoAgreement() {
    Subject a = Subject.follower(3, 1).with(List.of(Given.wide(2, 2, 4)));

    a.hear("b", beat(3, 4, 3));

    assertThat(rejected(a)).isEqualTo(new Message.Rejected(3, 4, 4, 2, SENT_AT));
  }

  @Test
  @Tag("raft-figure-2")
  void commitsNoFurtherThanItAgreesWithTheLeader() {
    Subject a = Subject.follower(3, 1, 2, 2, 2);

    a.hear("b", append(3, 2, 2, 4));

    assertThat(a.effect(Effect.Commit.class).index()).isEqualTo(2);
    assertThat(a.core.commit()).isEqualTo(2);
  }

  @Test
  @Tag("raft-figure-2")
  void aStaleCommitIndexTakesNothingBack() {
    Subject a = Subject.follower(2, 1, 2, 2).withCommit(3);

    a.hear("b", append(2, 3, 2, 1));

    assertThat(a.core.commit()).isEqualTo(3);
  }

  @Test
  @Tag("raft-7")
  void whatIsCompactedAwayAgreesWithEveryLeader() {
    Log log = Given.logOf(new Log.Base(10, 2, 10, Given.voters("a", "b", "c")), List.of());
    Subject a = Subject.follower(3).withLog(log.append(Given.entry(3, 11)));

    a.hear("b", append(3, 4, 1, 12, Given.wide(2, 5, 6), Given.entry(3, 11), Given.entry(3, 12)));

    assertThat(appended(a).match()).isEqualTo(12);
    assertThat(a.core.log().lastIndex()).isEqualTo(12);
    assertThat(a.core.commit()).isEqualTo(12);
    a.hear("b", append(3, 4, 1, 12, Given.entry(2, 5)));
    assertThat(appended(a).match()).isEqualTo(10);
  }

  @Test
  void twoLeadersOfOneTermAreABug() {
    Subject leader = Subject.leader("b", "c");

    assertThatIllegalStateException().isThrownBy(() -> leader.hear("b", beat(1, 0, 0)));
  }

  @Test
  void theShardsTimeIsTheLeaders() {
    Subject a = Subject.follower(2, 1);

    a.hear("b", beat(2, 1, 1));

    assertThat(a.core.shardTime(a.now)).isEqualTo(1_000);
    assertThat(a.core.shardTime(a.now + Given.ms(5))).isEqualTo(1_005);
  }

  @Test
  void theShardsTimeIsNeverBehindTheNewestEntry() {
    Subject a = Subject.follower(2, 1);

    a.hear("b", append(2, 1, 1, 0, new Entry(2, 2, 9_000, Payload.NO_OP)));

    assertThat(a.core.shardTime(a.now)).isEqualTo(9_000);
  }

  private static Message.Append saying(long term, long shardTime) {
    return new Message.Append(term, 1, 1, List.of(), 0, 0, shardTime);
  }

  @Test
  void aMessageThatWasLongUnderWayDoesNotSetTheShardsTimeBack() {
    Subject a = Subject.follower(2, 1);
    a.hear("b", saying(2, 1_000));

    a.now += Given.ms(700);
    a.hear("b", saying(2, 1_001));

    assertThat(a.core.shardTime(a.now)).isEqualTo(1_700);
  }

  @Test
  void aLeaderWhoseClockIsSlowerWithinTheBoundIsBelieved() {
    Subject a = Subject.follower(2, 1);
    a.hear("b", saying(2, 1_000));

    a.now += Given.ms(700);
    a.hear("b", saying(2, 1_630)); // a tenth slower

    assertThat(a.core.shardTime(a.now)).isEqualTo(1_630);
  }

  @Test
  void theShardsTimeIsWhatTheNextTermsLeaderSays() {
    Subject a = Subject.follower(2, 1);
    a.hear("b", saying(2, 1_000));

    a.now += Given.ms(700);
    a.hear("c", saying(3, 900));

    assertThat(a.core.shardTime(a.now)).isEqualTo(900);
  }

  @Test
  void whoAsksForVotesLearnsTheTimeFromThoseWhoHeardMore() {
    Subject a = Subject.follower(2, 1);
    a.hear("b", saying(2, 1_000));

    a.tell(new Input.TimeTold(3_000));
    assertThat(a.core.shardTime(a.now)).isEqualTo(3_000);

    a.tell(new Input.TimeTold(2_000));
    assertThat(a.core.shardTime(a.now)).isEqualTo(3_000);
  }

  @Test
  void theClockOnTheWallCountsOnlyUntilAnythingIsHeard() {
    Subject a = Subject.follower(2, 1);
    long wall = a.core.shardTime(a.now);

    a.tell(new Input.TimeTold(wall - 500));

    assertThat(a.core.shardTime(a.now)).isEqualTo(wall - 500);
  }

  @Test
  void whoHasHeardALeaderSaysWhatTimeItIs() {
    Subject a = Subject.follower(2, 1);
    Candidacy candidacy = new Candidacy(Given.id("c"), 3, 2, 9, false);

    a.tell(new Input.Consider(candidacy, true));
    assertThat(a.effect(Effect.Answer.class).shardTime()).isEmpty();

    a.hear("b", saying(2, 1_000));
    a.tell(new Input.Consider(candidacy, true));
    assertThat(a.effect(Effect.Answer.class).shardTime()).hasValue(1_000);
  }
}
