package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Leadership is handed over. */
@Tag("thesis-3.10")
class TransferTest {
  private final Subject leader = Subject.leader("b", "c");

  private void transferTo(String target) {
    leader.tell(new Input.Transfer(Given.id(target)));
  }

  private boolean isTold(String target) {
    return !leader.sent(target, Message.CampaignNow.class).isEmpty();
  }

  @Test
  void aTargetThatHasEverythingIsToldAtOnce() {
    transferTo("b");

    assertThat(leader.answer("b", Message.CampaignNow.class))
        .isEqualTo(new Message.CampaignNow(1, Given.id("b")));
    assertThat(leader.core.isLeader()).as("until another is elected").isTrue();
  }

  @Test
  void aTargetIsBroughtUpToDateFirst() {
    leader.propose("x");
    transferTo("b");
    assertThat(isTold("b")).isFalse();

    leader.acknowledged("b");

    assertThat(isTold("b")).isTrue();
  }

  @Test
  void aTargetIsToldOnce() {
    transferTo("b");

    leader.acknowledged("b");

    assertThat(isTold("b")).isFalse();
  }

  @Test
  void noWritesAreTakenInMeanwhile() {
    leader.propose("x");
    transferTo("b");

    leader.propose("y");

    assertThat(leader.last.persist()).isEmpty();
    assertThat(leader.core.log().lastIndex()).isEqualTo(2);
  }

  @Test
  void noMembersAreChangedMeanwhile() {
    transferTo("b");

    leader.tell(new Input.Change(new MembershipChange.AddLearner(Given.peer("d"))));

    assertThat(leader.last.persist()).isEmpty();
  }

  @Test
  void aTransferThatTakesTooLongIsGivenUp() {
    leader.propose("x");
    transferTo("b");

    leader.after(150).acknowledged("c");
    leader.tell(new Input.Beat());
    assertThat(leader.office().transfer()).isPresent();
    leader.after(1).tell(new Input.Beat());

    assertThat(leader.office().transfer()).isEmpty();
    leader.propose("y");
    assertThat(leader.core.log().lastIndex()).isEqualTo(3);
    leader.acknowledged("b");
    assertThat(isTold("b")).isFalse();
  }

  @Test
  void aTransferThatIsGivenUpLetsTheLeaderGoOnButForItsLease() {
    transferTo("b");
    assertThat(isTold("b")).isTrue();

    leader.tell(new Input.GiveUpTransfer());

    leader.propose("x");
    assertThat(leader.core.log().lastIndex()).isEqualTo(2);
    leader.acknowledged("c");
    leader.after(1).tell(new Input.Read(7));
    assertThat(leader.effects(Effect.ServeReads.class)).as("b may campaign yet").isEmpty();
    transferTo("c");
    assertThat(isTold("c")).isTrue();
  }

  @Test
  void whoHasLostItsOfficeHasNoTransferToGiveUp() {
    transferTo("b");
    leader.tell(new Input.TermSeen(5));
    RaftCore before = leader.core;

    leader.tell(new Input.GiveUpTransfer());

    assertThat(leader.core).isEqualTo(before);
  }

  @Test
  void oneTransferAtATime() {
    leader.propose("x");
    transferTo("b");

    transferTo("c");
    leader.acknowledged("c");

    assertThat(isTold("c")).isFalse();
  }

  @Test
  void onlyToAnotherVoter() {
    transferTo("a");
    assertThat(leader.office().transfer()).isEmpty();
    transferTo("d");
    assertThat(leader.office().transfer()).isEmpty();
  }

  @Test
  void readsGoOnByReadIndexMeanwhile() {
    transferTo("b");
    leader.after(1).tell(new Input.Read(7));

    leader.acknowledged("c");

    assertThat(leader.effect(Effect.ServeReads.class).tokens()).containsExactly(7L);
  }

  // ---- the target

  private static Subject target() {
    Subject b = Subject.follower(3, 1, 2);
    b.hear("b", new Message.Append(3, 2, 2, java.util.List.of(), 0, 0, 1_000));
    return b;
  }

  @Test
  void theTargetCampaignsAtOnceAndDoesNotWaitOutTheLease() {
    Subject a = target();

    a.hear("b", new Message.CampaignNow(3, Given.id("a")));
    assertThat(a.effect(Effect.Campaign.class).term()).isEqualTo(3);
    a.tell(new Input.BeginTerm(3, true));

    assertThat(a.effect(Effect.TermBegun.class).candidacy().transfer()).isTrue();
  }

  @Test
  void aTransferOfAnotherTermIsTooLate() {
    Subject a = target();

    a.hear("b", new Message.CampaignNow(2, Given.id("a")));

    assertThat(a.effects(Effect.Campaign.class)).isEmpty();
  }

  @Test
  void aTransferToAnotherIncarnationIsNotForThisOne() {
    Subject a = target();

    a.hear("b", new Message.CampaignNow(3, Given.id("a2")));

    assertThat(a.effects(Effect.Campaign.class)).isEmpty();
  }

  @Test
  void aLearnerDoesNotCampaign() {
    Subject d = Subject.blank("d", Given.withLearner(Given.voters("a", "b", "c"), "d"));

    d.hear("a", new Message.CampaignNow(0, Given.id("d")));

    assertThat(d.effects(Effect.Campaign.class)).isEmpty();
  }
}
