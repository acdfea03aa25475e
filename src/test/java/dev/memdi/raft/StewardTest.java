package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Durability;
import dev.memdi.api.NodeId;
import dev.memdi.config.ClusterSettings;
import dev.memdi.config.Settings;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Parameters;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.raft.core.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a leader of two voters does about a leadership that lies elsewhere than it would by itself.
 */
class StewardTest {
  private static final ClusterSettings SETTINGS = Settings.from(ConfigFactory.empty()).cluster();
  private static final long LONG_ENOUGH = SETTINGS.rebalanceAfter().toNanos() + 1;

  private static final long LEASE = 1_000_000_000;
  private static final Parameters PARAMETERS =
      new Parameters(LEASE, 0.1, true, 2 * LEASE, 2 * LEASE, 400, 800, 2, 3, false);

  /** By their names' order it is the other's turn to lead this one. */
  private static final int SHARD = 1;

  private static final Optional<Input> TO_OTHER = Optional.of(new Input.Transfer(Stage.OTHER.id()));

  private final Steward steward = new Steward(SETTINGS, Durability.MEMORY, SHARD, Stage.SELF.id());
  private long now;
  private RaftCore core =
      RaftCore.blank(
          Stage.SELF.id(),
          PARAMETERS,
          SafetyRules.RAFT,
          Configuration.of(List.of(new Member(Stage.SELF, true), new Member(Stage.OTHER, true))),
          0,
          0);

  @BeforeEach
  void seeBoth() {
    steward.viewChanged(
        new ClusterView(List.of(seen(Stage.SELF), seen(Stage.OTHER))), new TreeSet<>(), 0);
  }

  private static ClusterView.Node seen(Peer peer) {
    return new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), true, false);
  }

  private void step(Input input) {
    Step step = core.step(now, input);
    core = step.next();
  }

  /** Is elected in the next term; the other has all that there is. */
  private void lead() {
    long term = core.term() + 1;
    step(new Input.BeginTerm(core.term(), false));
    step(new Input.TakeOffice(term, List.of(Stage.OTHER.id())));
    step(new Input.Persisted(core.log().lastIndex(), term, term));
    otherAnswers();
    assertThat(core.isLeader()).isTrue();
  }

  private void otherAnswers() {
    step(
        new Input.Received(
            Stage.OTHER.id(), new Message.Appended(core.term(), core.log().lastIndex(), now)));
  }

  /** What it does about its leadership now, and when that has lain there for long. */
  private Optional<Input> inTheLongRun() {
    Optional<Input> atFirst = steward.transfer(core, now);
    now += LONG_ENOUGH;
    otherAnswers();
    return atFirst.or(() -> steward.transfer(core, now));
  }

  @Test
  void leadershipGoesToWhoseTurnItIs() {
    lead();

    assertThat(steward.transfer(core, now)).isEmpty();
    assertThat(inTheLongRun()).isEqualTo(TO_OTHER);
  }

  @Test
  void whatAnOperatorChoseStaysWhetherItIsHeardBeforeOfficeIsTakenOrAfter() {
    assertThat(steward.choose(core, Stage.SELF.id())).isEmpty();
    lead();
    assertThat(inTheLongRun()).isEmpty();

    step(new Input.TermSeen(7));
    lead();
    assertThat(steward.choose(core, Stage.SELF.id())).isEmpty();
    assertThat(inTheLongRun()).isEmpty();
  }

  @Test
  void anElectionThatNobodyAskedForEndsTheChoice() {
    steward.choose(core, Stage.SELF.id());
    lead();

    step(new Input.TermSeen(7));
    lead();

    assertThat(inTheLongRun()).isEqualTo(TO_OTHER);
  }

  @Test
  void whoLeadsHandsOverToTheChosenOne() {
    NodeId other = Stage.OTHER.id();
    assertThat(steward.choose(core, other)).isEmpty();

    lead();

    assertThat(steward.choose(core, other)).isEqualTo(TO_OTHER);
  }
}
