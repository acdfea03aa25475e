package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Linearizable reads by read index and by lease. */
class ReadingTest {
  private static final Parameters NO_LEASES =
      new Parameters(
          Given.ms(100), 0.1, false, Given.ms(200), Given.ms(150), 400, 800, 2, 3, false);

  private static List<Long> served(Subject a) {
    return a.effects(Effect.ServeReads.class).stream()
        .flatMap(serve -> serve.tokens().stream())
        .toList();
  }

  private static void answers(Subject leader, String from, long sentAt) {
    leader.hear(
        from, new Message.Appended(leader.core.term(), leader.core.log().lastIndex(), sentAt));
  }

  private static Subject withoutLeases() {
    return Subject.leader("b", "c", "d", "e").with(NO_LEASES).after(10);
  }

  @Test
  @Tag("thesis-6.4")
  void aReadWaitsUntilAMajorityConfirmsTheLeadershipAfterItsArrival() {
    Subject leader = withoutLeases();
    leader.tell(new Input.Read(7));
    assertThat(served(leader)).isEmpty();
    assertThat(leader.effects(Effect.Send.class)).as("a round of beats").hasSize(4);
    long arrived = leader.now;

    leader.after(5);
    answers(leader, "b", arrived);
    assertThat(served(leader)).isEmpty();
    answers(leader, "c", arrived);

    assertThat(served(leader)).containsExactly(7L);
    answers(leader, "d", arrived);
    assertThat(served(leader)).as("once").isEmpty();
  }

  @Test
  @Tag("thesis-6.4")
  void answersToWhatWasSentBeforeItsArrivalDoNotConfirm() {
    Subject leader = withoutLeases();
    long before = leader.now - 1;
    leader.tell(new Input.Read(7));

    for (String voter : List.of("b", "c", "d", "e")) {
      answers(leader, voter, before);
    }

    assertThat(served(leader)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4")
  void oneRoundConfirmsEveryReadBeforeIt() {
    Subject leader = withoutLeases();
    leader.tell(new Input.Read(1));
    leader.after(1).tell(new Input.Read(2));
    long second = leader.now;
    leader.after(1).tell(new Input.Read(3));

    answers(leader, "b", second);
    answers(leader, "c", second);

    assertThat(served(leader)).containsExactly(1L, 2L);
  }

  @Test
  @Tag("thesis-6.4")
  void aRejectionConfirmsTheLeadershipToo() {
    Subject leader = withoutLeases();
    leader.tell(new Input.Read(7));

    answers(leader, "b", leader.now);
    leader.hear("c", new Message.Rejected(1, 1, 0, 0, leader.now));

    assertThat(served(leader)).containsExactly(7L);
  }

  @Test
  @Tag("thesis-6.4")
  void nothingIsReadBeforeTheTermsFirstCommit() {
    Subject a = Subject.follower(3, 1, 2);
    a.tell(new Input.BeginTerm(3, false));
    a.takeOffice("b");
    a.persisted();
    a.tell(new Input.Read(7));

    a.hear("b", new Message.Appended(4, 2, a.now));
    assertThat(served(a)).as("confirmed, but its no-op is not committed").isEmpty();

    a.acknowledged("b");
    assertThat(served(a)).containsExactly(7L);
  }

  @Test
  void aFollowerDropsReads() {
    Subject a = Subject.follower(1);

    a.tell(new Input.Read(7));

    assertThat(a.effect(Effect.DropReads.class).tokens()).containsExactly(7L);
  }

  @Test
  void whoLeavesOfficeDropsTheReadsThatWait() {
    Subject leader = withoutLeases();
    leader.tell(new Input.Read(7));

    leader.tell(new Input.TermSeen(9));

    assertThat(leader.effect(Effect.DropReads.class).tokens()).containsExactly(7L);
  }

  @Test
  void theOnlyVoterServesAtOnce() {
    Subject a = Subject.blank("a", Given.voters("a")).with(NO_LEASES).elected();

    a.tell(new Input.Read(7));

    assertThat(served(a)).containsExactly(7L);
  }

  // ---- leases

  @Test
  @Tag("thesis-6.4.1")
  void aLeaseServesAtOnce() {
    Subject leader = Subject.leader("b", "c");

    leader.after(89).tell(new Input.Read(7));

    assertThat(served(leader)).containsExactly(7L);
    assertThat(leader.effects(Effect.Send.class)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4.1")
  void aLeaseEndsSoonerThanTheVotersRefusalByTheDrift() {
    Subject leader = Subject.leader("b", "c");

    leader.after(90).tell(new Input.Read(7));

    assertThat(served(leader)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4.1")
  void aLeaseRunsFromWhenTheBeatWasSentNotFromItsAnswer() {
    Subject leader = Subject.leader("b", "c");
    long sentAt = leader.now;
    leader.after(80);
    answers(leader, "b", sentAt);
    answers(leader, "c", sentAt);

    leader.after(10).tell(new Input.Read(7));

    assertThat(served(leader)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4.1")
  void aLeaseTakesAMajority() {
    Subject leader = Subject.leader("b", "c", "d", "e").after(90);
    answers(leader, "b", leader.now);

    leader.tell(new Input.Read(7));

    assertThat(served(leader)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4.1")
  void theAnswersOfLearnersAreWorthNoLease() {
    Subject a = Subject.blank("a", Given.withLearner(Given.voters("a", "b"), "d")).elected("b");
    a.acknowledged("b");
    a.after(90).acknowledged("d");

    a.tell(new Input.Read(7));

    assertThat(served(a)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4.1")
  void thereIsNoLeaseWhereLeasesAreForbidden() {
    Subject leader = Subject.leader("b", "c").with(NO_LEASES).after(1);

    leader.tell(new Input.Read(7));

    assertThat(served(leader)).isEmpty();
  }

  @Test
  @Tag("thesis-6.4.1")
  void aLeaseIsGivenUpForGoodOnceATransferHasBegun() {
    Subject leader = Subject.leader("b", "c");
    leader.tell(new Input.Transfer(Given.id("b")));
    leader.after(1).tell(new Input.Read(1));
    assertThat(served(leader)).isEmpty();

    leader.after(160).acknowledged("b");
    leader.acknowledged("c");
    leader.tell(new Input.Beat());
    assertThat(leader.office().transfer()).as("given up").isEmpty();
    leader.after(1).tell(new Input.Read(2));

    assertThat(served(leader)).isEmpty();
  }
}
