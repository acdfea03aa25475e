package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.NodeId;
import java.time.Duration;
import java.util.TreeSet;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When a beat is due and when a leader is suspected; the test is the clock and the timers. */
class HeartbeatMonitorTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final NodeId LEADER = Stage.OTHER.id();

  private final Stage.HandClock clock = new Stage.HandClock();
  private final TestInbox<Replicator.Command> replicator = TestInbox.create();
  private final TestInbox<ElectionCoordinator.Command> elections = TestInbox.create();

  /** A timer as it was set. */
  private record Timer(
      HeartbeatMonitor.Command message, Duration after, boolean inPlaceOfAnother) {}

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private BehaviorTestKit<HeartbeatMonitor.Command> monitor(long seed) {
    return BehaviorTestKit.create(
        HeartbeatMonitor.create(
            Stage.surroundings(KIT.system(), clock, seed),
            replicator.getRef(),
            elections.getRef()));
  }

  private static Timer timer(BehaviorTestKit<HeartbeatMonitor.Command> monitor) {
    Effect.TimerScheduled<?> scheduled = monitor.expectEffectClass(Effect.TimerScheduled.class);
    return new Timer(
        (HeartbeatMonitor.Command) scheduled.msg(), scheduled.duration(), scheduled.overriding());
  }

  private void ring(BehaviorTestKit<HeartbeatMonitor.Command> monitor, Timer timer) {
    clock.pass(timer.after());
    monitor.run(timer.message());
  }

  private static void assertDrawn(Duration silence) {
    assertThat(silence)
        .isGreaterThanOrEqualTo(Stage.raft().suspectAfter().min())
        .isLessThan(Stage.raft().suspectAfter().max());
  }

  private void assertSuspected() {
    assertThat(elections.getAllReceived()).containsExactly(new ElectionCoordinator.Suspect());
  }

  @Test
  void aSilenceDrawnFromTheRangeMakesItSuspect() {
    TreeSet<Duration> silences = new TreeSet<>();
    for (long seed = 0; seed < 20; seed++) {
      BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(seed);
      Timer silence = timer(monitor);
      assertDrawn(silence.after());
      assertThat(elections.hasMessages()).isFalse();

      ring(monitor, silence);

      assertSuspected();
      silences.add(silence.after());
    }
    assertThat(silences).hasSizeGreaterThan(10);
  }

  @Test
  void itGoesOnToSuspectALeaderThatStaysSilent() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    for (int i = 0; i < 3; i++) {
      Timer silence = timer(monitor);
      assertDrawn(silence.after());
      ring(monitor, silence);
      assertSuspected();
    }
  }

  @Test
  void aSignOfLifePutsTheSuspicionOff() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    Timer silence = timer(monitor);
    Duration heardAfter = Duration.ofMillis(600);
    clock.pass(heardAfter);
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));
    assertThat(monitor.hasEffects()).isFalse(); // costs no timer

    clock.pass(silence.after().minus(heardAfter));
    monitor.run(silence.message());

    assertThat(elections.hasMessages()).isFalse();
    Timer rest = timer(monitor);
    assertThat(rest.after()).isEqualTo(heardAfter); // then it has been silent as long as drawn
    ring(monitor, rest);
    assertSuspected();
  }

  @Test
  void theLostConnectionOfTheLeadersNodeMakesItSuspectAtOnceAndLookAgainSoon() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    timer(monitor);
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));

    // by its name: a replica may keep the identity of an earlier life of its node
    monitor.run(new HeartbeatMonitor.ConnectionLost(new NodeId(LEADER.name(), 99)));

    assertSuspected();
    Timer soon = timer(monitor);
    assertThat(soon.after()).isEqualTo(Stage.raft().beatInterval().multipliedBy(2));
    assertThat(soon.inPlaceOfAnother()).isTrue();
    ring(monitor, soon);
    assertSuspected();
    assertDrawn(timer(monitor).after());
  }

  @Test
  void aLeaderHeardAfterItsConnectionWasLostIsGivenAWholeSilence() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    timer(monitor);
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));
    monitor.run(new HeartbeatMonitor.ConnectionLost(LEADER));
    assertSuspected();
    Timer soon = timer(monitor);
    clock.pass(Duration.ofMillis(10));
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));

    clock.pass(soon.after().minusMillis(10));
    monitor.run(soon.message());

    assertThat(elections.hasMessages()).isFalse();
    assertDrawn(timer(monitor).after());
  }

  @Test
  void theLostConnectionOfAnotherNodeIsNoReasonToSuspect() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    timer(monitor);
    monitor.run(new HeartbeatMonitor.ConnectionLost(LEADER)); // whom it does not know to lead
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));
    monitor.run(new HeartbeatMonitor.ConnectionLost(Stage.THIRD.id()));

    assertThat(elections.hasMessages()).isFalse();
    assertThat(monitor.hasEffects()).isFalse();
  }

  @Test
  void aLeaderBeatsAtTheIntervalAndSuspectsNobody() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    Timer silence = timer(monitor);
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));

    monitor.run(new HeartbeatMonitor.Lead());

    Timer beat = timer(monitor);
    assertThat(beat.after()).isEqualTo(Stage.raft().beatInterval());
    assertThat(beat.inPlaceOfAnother()).isTrue();
    ring(monitor, beat);
    ring(monitor, beat);
    assertThat(replicator.getAllReceived())
        .containsExactly(new Replicator.Beat(), new Replicator.Beat());
    ring(monitor, silence); // on its way when the timer was replaced
    monitor.run(new HeartbeatMonitor.ConnectionLost(LEADER));
    assertThat(elections.hasMessages()).isFalse();
    assertThat(monitor.hasEffects()).isFalse();
  }

  @Test
  void whoLeadsNoMoreBeatsNoMoreAndListensAnew() {
    BehaviorTestKit<HeartbeatMonitor.Command> monitor = monitor(1);
    timer(monitor);
    monitor.run(new HeartbeatMonitor.LeaderHeard(LEADER));
    monitor.run(new HeartbeatMonitor.Lead());
    Timer beat = timer(monitor);
    clock.pass(Duration.ofHours(1));

    monitor.run(new HeartbeatMonitor.Follow());

    Timer silence = timer(monitor);
    assertThat(silence.inPlaceOfAnother()).isTrue();
    assertDrawn(silence.after());
    monitor.run(beat.message()); // on its way when the timer was replaced
    assertThat(replicator.hasMessages()).isFalse();
    monitor.run(new HeartbeatMonitor.ConnectionLost(LEADER)); // whom it followed before it led
    assertThat(elections.hasMessages()).isFalse();
    ring(monitor, silence);
    assertSuspected();
  }
}
