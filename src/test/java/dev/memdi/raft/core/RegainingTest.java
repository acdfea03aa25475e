package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A replica that may have forgotten what it acknowledged, and its leader. */
class RegainingTest {
  private static final long LIFE = 77;
  private static final long NOW = Given.ms(1_000);
  private static final NodeId B = Given.id("b");

  private RaftCore core = forgetful(Given.PARAMETERS, "a", "b", "c");
  private Step last = new Step(core, List.of(), List.of(), List.of());

  /** {@code a}, in term 3, with three entries of terms 1, 1 and 3. */
  private static RaftCore forgetful(Parameters parameters, String... voters) {
    Log.Base base = new Log.Base(0, 0, 0, Given.voters(voters));
    DurableState state =
        new DurableState(
            Optional.empty(),
            false,
            3,
            Optional.empty(),
            Given.logOf(base, Given.entries(1, 1, 1, 3)),
            true);
    return RaftCore.recovered(
        Given.id("a"), parameters, SafetyRules.RAFT, state, LIFE, NOW - Given.ms(500), 0);
  }

  private void tell(Input input) {
    last = core.step(NOW, input);
    core = last.next();
  }

  private void hear(Message message) {
    tell(new Input.Received(B, message));
  }

  private void beat(long term, long previous, long previousTerm) {
    hear(new Message.Append(term, previous, previousTerm, List.of(), 0, 1, 1));
  }

  private List<Message> sent() {
    return Stream.concat(last.now().stream(), last.afterPersist().stream())
        .filter(Effect.Send.class::isInstance)
        .map(effect -> ((Effect.Send) effect).message())
        .toList();
  }

  // ---- the replica

  @Test
  void itsVoteSaysThatItMayHaveForgottenSomething() {
    Candidacy candidacy = new Candidacy(B, 4, 3, 3, false);

    tell(new Input.Consider(candidacy, false));

    assertThat(last.afterPersist())
        .contains(new Effect.Answer(candidacy, false, true, false, 4, OptionalLong.empty()));
  }

  @Test
  void itAsksItsLeaderHowFarItMustBeCaughtUpAndThenCounts() {
    beat(3, 3, 3);
    assertThat(sent()).contains(new Message.AskGoal(3, LIFE));

    hear(new Message.TellGoal(3, LIFE, 4));
    beat(3, 3, 3);
    assertThat(sent()).doesNotHaveAnyElementsOfTypes(Message.AskGoal.class);
    assertThat(core.remembers()).isFalse();

    hear(new Message.Append(3, 3, 3, Given.entries(4, 3), 0, 2, 2));
    assertThat(core.remembers()).isTrue();
  }

  @Test
  void aGoalThatAnEarlierLifeWasGivenIsNone() {
    beat(3, 3, 3);
    hear(new Message.TellGoal(3, LIFE - 1, 1));
    beat(3, 3, 3);

    assertThat(core.remembers()).isFalse();
    assertThat(sent()).contains(new Message.AskGoal(3, LIFE));
  }

  @Test
  void aGoalIsGoodForItsTermAlone() {
    beat(3, 3, 3);
    hear(new Message.TellGoal(3, LIFE, 3));
    beat(4, 3, 3);

    assertThat(core.remembers()).isFalse();
    assertThat(sent()).contains(new Message.AskGoal(4, LIFE));
  }

  @Test
  void aGoalOfSomebodyWhoDoesNotLeadIsNone() {
    beat(3, 3, 3);
    tell(new Input.Received(Given.id("c"), new Message.TellGoal(3, LIFE, 3)));
    beat(3, 3, 3);

    assertThat(core.remembers()).isFalse();
  }

  @Test
  void itTakesNoLeadershipThatIsHandedToIt() {
    beat(3, 3, 3);
    hear(new Message.CampaignNow(3, core.self()));

    assertThat(last.now()).isEmpty();
  }

  // ---- elections

  private boolean isElected(List<NodeId> remembering, List<NodeId> forgetful) {
    tell(new Input.BeginTerm(3, false));
    tell(new Input.TakeOffice(4, remembering, forgetful));
    return core.isLeader();
  }

  private boolean isLossy() {
    return last.now().stream()
        .anyMatch(effect -> effect instanceof Effect.TookOffice office && office.lossy());
  }

  @Test
  void itsOwnVoteIsNotEnoughWithOneOther() {
    assertThat(isElected(List.of(B), List.of())).isFalse();
  }

  @Test
  void itIsElectedByAMajorityOfOthers() {
    assertThat(isElected(List.of(B, Given.id("c")), List.of())).isTrue();
    assertThat(isLossy()).isFalse();
    assertThat(core.remembers()).isTrue();
  }

  @Test
  void whereNoMajorityRemembersNobodyIsElected() {
    assertThat(isElected(List.of(B), List.of(Given.id("c")))).isFalse();
  }

  @Test
  void unlessALossIsAcceptedAndEverybodyIsHeard() {
    core = forgetful(Given.acceptingLoss(Given.PARAMETERS), "a", "b", "c");
    assertThat(isElected(List.of(B), List.of())).isFalse();

    core = forgetful(Given.acceptingLoss(Given.PARAMETERS), "a", "b", "c");
    assertThat(isElected(List.of(B), List.of(Given.id("c")))).isTrue();
    assertThat(isLossy()).isTrue();
  }

  @Test
  void oneOfTwoVotersWhoRemembersIsInEveryMajority() {
    core = forgetful(Given.PARAMETERS, "a", "b");
    assertThat(isElected(List.of(B), List.of())).isTrue();
    assertThat(isLossy()).isFalse();
  }

  @Test
  void aLoneVoterGoesOnOnlyIfALossIsAccepted() {
    core = forgetful(Given.PARAMETERS, "a");
    assertThat(isElected(List.of(), List.of())).isFalse();

    core = forgetful(Given.acceptingLoss(Given.PARAMETERS), "a");
    assertThat(isElected(List.of(), List.of())).isTrue();
    assertThat(isLossy()).isTrue();
  }

  @Test
  void aLossIsNotAcceptedWhileALearnerMayKnowMore() {
    Configuration members = Given.voters("a").with(new MembershipChange.AddLearner(Given.peer(B)));

    assertThat(members.elects(id -> false, Given.id("a")::equals, true)).isFalse();
    assertThat(members.elects(id -> false, id -> true, true)).isTrue();
    assertThat(members.elects(Given.id("a")::equals, Given.id("a")::equals, false)).isTrue();
  }

  // ---- its leader

  @Test
  void aLeaderTellsWhereItsLogEndsAndCountsNoAnswerOfTheLifeBefore() {
    assertThat(isElected(List.of(B, Given.id("c")), List.of())).isTrue();
    hear(new Message.Appended(4, 4, NOW - 2));
    assertThat(core.commit()).as("not on its own disk").isZero();

    hear(new Message.AskGoal(4, 5));
    assertThat(sent()).contains(new Message.TellGoal(4, 5, 4));
    hear(new Message.Appended(4, 4, NOW - 1));
    tell(new Input.Persisted(4, 4, 4));
    assertThat(core.commit()).as("what its earlier life acknowledged").isZero();

    hear(new Message.Appended(4, 4, NOW));
    assertThat(core.commit()).isEqualTo(4);
  }
}
