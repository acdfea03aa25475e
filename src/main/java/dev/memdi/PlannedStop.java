package dev.memdi;

import dev.memdi.api.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A planned stop costs clients milliseconds: leaderships go first (thesis §3.10). */
final class PlannedStop {
  private static final Duration HANDS_OVER_WITHIN = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(10);

  private final ActorSystem<?> system;
  private final ActorRef<NodeGuardian.Command> guardian;
  private final Supplier<Status.Node> board;

  PlannedStop(
      ActorSystem<?> system, ActorRef<NodeGuardian.Command> guardian, Supplier<Status.Node> board) {
    this.system = system;
    this.guardian = guardian;
    this.board = board;
  }

  /** From now on the node hands over what it leads and settles its logs before it stops. */
  void prepare() {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(), "memdi-hands-over", this::handOver);
    CoordinatedShutdown.get(system)
        .addTask(CoordinatedShutdown.PhaseServiceStop(), "memdi-settles", this::settle);
  }

  /**
   * Nobody asks anything of this node any more, and no replica of it acknowledges anything: what
   * they have acknowledged is going to be found again.
   */
  private CompletionStage<Done> settle() {
    CompletableFuture<Done> settled = new CompletableFuture<>();
    ActorRef<Done> asking =
        system.systemActorOf(
            Behaviors.receiveMessage(done -> {
              settled.complete(done);
              return Behaviors.stopped();
            }),
            "memdi-stop",
            Props.empty());
    guardian.tell(new NodeGuardian.Settle(asking));
    return settled;
  }

  private CompletionStage<Done> handOver() {
    guardian.tell(new NodeGuardian.StepAside());
    return untilNobodyIsLed(HANDS_OVER_WITHIN);
  }

  private CompletionStage<Done> untilNobodyIsLed(Duration left) {
    if (!leadsAny() || left.isNegative()) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    CompletableFuture<Done> later = new CompletableFuture<>();
    system
        .scheduler()
        .scheduleOnce(
            LOOK,
            () -> untilNobodyIsLed(left.minus(LOOK)).thenAccept(later::complete),
            system.executionContext());
    return later;
  }

  private boolean leadsAny() {
    return board.get().replicas().stream().anyMatch(r -> r.role() == Status.Role.LEADER);
  }
}
