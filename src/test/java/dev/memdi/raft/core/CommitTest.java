package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is committed, and when (Raft paper §5.3, §5.4; thesis §10.2.1). */
class CommitTest {
  @Test
  @Tag("raft-5.3")
  void anEntryIsCommittedOnceAMajorityHoldsIt() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x", "y");
    leader.persisted();
    assertThat(leader.core.commit()).isEqualTo(1);

    leader.acknowledged("c");

    assertThat(leader.effect(Effect.Commit.class).index()).isEqualTo(3);
  }

  @Test
  @Tag("thesis-10.2.1")
  void theLeadersOwnCopyCountsOnceItIsDurable() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");
    leader.acknowledged("b");
    assertThat(leader.core.commit()).isEqualTo(1);

    leader.persisted();

    assertThat(leader.effect(Effect.Commit.class).index()).isEqualTo(2);
  }

  @Test
  @Tag("thesis-10.2.1")
  void aMajorityOfFollowersCommitsBeforeTheLeadersDiskDoes() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");
    leader.acknowledged("b");

    leader.acknowledged("c");

    assertThat(leader.core.commit()).isEqualTo(2);
  }

  @Test
  void durableNewsOfAnotherTermsEntryCountsForNothing() {
    Subject leader = Subject.leader("b", "c");
    leader.propose("x");
    leader.acknowledged("b");

    leader.tell(new Input.Persisted(2, 0, 0));
    leader.tell(new Input.Persisted(9, 1, 1));

    assertThat(leader.core.commit()).isEqualTo(1);
  }

  @Test
  @Tag("raft-5.4.2")
  @Tag("raft-figure-8")
  void anEntryOfAnEarlierTermIsNotCommittedByCounting() {
    Subject a = Subject.follower(3, 1, 2).elected("b");

    a.acknowledged("b", 2);
    assertThat(a.core.commit()).isZero();

    a.acknowledged("b", 3);
    assertThat(a.core.commit()).isEqualTo(3);
  }

  @Test
  @Tag("raft-5.4.2")
  void aLeaderBeginsItsTermWithAnEntryOfItsOwn() {
    Subject a = Subject.follower(3, 1, 2);
    a.tell(new Input.BeginTerm(3, false));
    a.takeOffice("b");

    assertThat(a.last.persist())
        .singleElement()
        .isEqualTo(
            new Durable.EntriesAppended(
                List.of(new Entry(4, 3, a.core.log().lastStamp(), Payload.NO_OP))));
    assertThat(a.office().firstIndex()).isEqualTo(3);
  }

  @Test
  void aSingleVoterCommitsAlone() {
    Subject a = Subject.blank("a", Given.voters("a")).elected();

    assertThat(a.core.commit()).isEqualTo(1);
    a.propose("x");
    assertThat(a.core.commit()).isEqualTo(1);
    a.persisted();
    assertThat(a.core.commit()).isEqualTo(2);
  }

  @Test
  @Tag("thesis-4.2.1")
  void aLearnersCopyCountsForNothing() {
    Subject a = Subject.blank("a", Given.withLearner(Given.voters("a", "b"), "d")).elected("b");

    a.acknowledged("d");
    assertThat(a.core.commit()).isZero();

    a.acknowledged("b");
    assertThat(a.core.commit()).isEqualTo(1);
  }

  @Test
  void ofFourVotersThreeAreAMajority() {
    Subject leader = Subject.blank("a", Given.voters("a", "b", "c", "d")).elected("b", "c");

    leader.acknowledged("b");
    assertThat(leader.core.commit()).isZero();

    leader.acknowledged("c");
    assertThat(leader.core.commit()).isEqualTo(1);
  }

  @Test
  void stampsNeverDecreaseEvenUnderALeaderWhoseClockIsBehind() {
    Subject a = Subject.follower(1);
    a.hear(
        "b",
        new Message.Append(1, 0, 0, List.of(new Entry(1, 1, 9_000_000, Payload.NO_OP)), 0, 0, 500));
    a.after(200).elected("c");

    assertThat(a.core.log().lastStamp()).isGreaterThanOrEqualTo(9_000_000);
    a.after(30).propose("x");
    assertThat(a.core.log().lastStamp()).isEqualTo(9_000_030);
  }
}
