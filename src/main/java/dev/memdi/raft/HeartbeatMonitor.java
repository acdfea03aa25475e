package dev.memdi.raft;

import dev.memdi.api.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A replica's sense of time: as leader it says when a beat is due, as follower it suspects a leader
 * that has been silent, or whose connection has closed. Nothing that safety rests on is decided
 * here.
 */
final class HeartbeatMonitor {
  sealed interface Command {}

  /** This replica leads now. */
  record Lead() implements Command {}

  /** This replica does not lead (any more). */
  record Follow() implements Command {}

  /** A sign of life of the leader. */
  record LeaderHeard(NodeId leader) implements Command {}

  /** The connection to a node closed: if it was the leader, that is reason enough to ask around. */
  record ConnectionLost(NodeId node) implements Command {}

  private record BeatDue() implements Command {}

  private record SilenceOver(Duration silence) implements Command {}

  private static final String TIMER = "beat-or-silence";

  private final Surroundings surroundings;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Replicator.Command> replicator;
  private final ActorRef<ElectionCoordinator.Command> elections;
  private Optional<NodeId> leader = Optional.empty();
  private long heardAt;

  private HeartbeatMonitor(
      Surroundings surroundings,
      TimerScheduler<Command> timers,
      ActorRef<Replicator.Command> replicator,
      ActorRef<ElectionCoordinator.Command> elections) {
    this.surroundings = surroundings;
    this.timers = timers;
    this.replicator = replicator;
    this.elections = elections;
  }

  static Behavior<Command> create(
      Surroundings surroundings,
      ActorRef<Replicator.Command> replicator,
      ActorRef<ElectionCoordinator.Command> elections) {
    return Behaviors.withTimers(
        timers -> new HeartbeatMonitor(surroundings, timers, replicator, elections).follow());
  }

  private Behavior<Command> lead() {
    Duration interval = surroundings.raft().beatInterval();
    timers.startTimerWithFixedDelay(TIMER, new BeatDue(), interval, interval);
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case BeatDue due -> {
            replicator.tell(new Replicator.Beat());
            yield Behaviors.same();
          }
          case Follow follow -> follow();
          case Lead lead -> Behaviors.same();
          case LeaderHeard heard -> Behaviors.same();
          case ConnectionLost lost -> Behaviors.same();
          case SilenceOver late -> Behaviors.same();
        });
  }

  private Behavior<Command> follow() {
    leader = Optional.empty();
    heardAt = surroundings.clock().nanos();
    listen();
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case LeaderHeard heard -> {
            leader = Optional.of(heard.leader());
            heardAt = surroundings.clock().nanos();
            yield Behaviors.same();
          }
          case SilenceOver over -> {
            Duration left = over.silence().minusNanos(surroundings.clock().nanos() - heardAt);
            boolean briefLook =
                over.silence().compareTo(surroundings.raft().suspectAfter().min()) < 0;
            if (left.isPositive() && briefLook) {
              listen();
            } else if (left.isPositive()) {
              timers.startSingleTimer(TIMER, over, left);
            } else {
              elections.tell(new ElectionCoordinator.Suspect());
              listen();
            }
            yield Behaviors.same();
          }
          case ConnectionLost lost -> {
            if (leader.filter(id -> id.name().equals(lost.node().name())).isPresent()) {
              elections.tell(new ElectionCoordinator.Suspect());
              // what it sent before it died may still arrive and call off the campaign: look again
              Duration soon = surroundings.raft().beatInterval().multipliedBy(2);
              timers.startSingleTimer(TIMER, new SilenceOver(soon), soon);
            }
            yield Behaviors.same();
          }
          case Lead lead -> lead();
          case Follow again -> Behaviors.same();
          case BeatDue late -> Behaviors.same();
        });
  }

  /**
   * Waits for a silence; a sign of life does not restart the timer, for that would cost more than
   * it.
   */
  private void listen() {
    Duration silence =
        surroundings.between(
            surroundings.raft().suspectAfter().min(), surroundings.raft().suspectAfter().max());
    timers.startSingleTimer(TIMER, new SilenceOver(silence), silence);
  }
}
