package dev.memdi;

import dev.memdi.api.ClusterView;
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
  private final ClusterLink link;

  PlannedStop(
      ActorSystem<?> system,
      ActorRef<NodeGuardian.Command> guardian,
      Supplier<Status.Node> board,
      ClusterLink link) {
    this.system = system;
    this.guardian = guardian;
    this.board = board;
    this.link = link;
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

  /** The others learn at once that this node wants none of their leaderships. */
  private CompletionStage<Done> handOver() {
    guardian.tell(new NodeGuardian.StepAside());
    link.departures().leave();
    return untilAllIsHandedOver(HANDS_OVER_WITHIN);
  }

  private CompletionStage<Done> untilAllIsHandedOver(Duration left) {
    if (!canHandOver(board.get(), link.view()) || left.isNegative()) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    CompletableFuture<Done> later = new CompletableFuture<>();
    system
        .scheduler()
        .scheduleOnce(
            LOOK,
            () -> untilAllIsHandedOver(left.minus(LOOK)).thenAccept(later::complete),
            system.executionContext());
    return later;
  }

  /**
   * Whether the node leads a shard that another voter may take over: one that is there, and is not
   * about to stop itself. Voters go by the names of their nodes, whichever life they began in.
   */
  static boolean canHandOver(Status.Node node, ClusterView view) {
    return node.replicas().stream()
        .filter(replica -> replica.role() == Status.Role.LEADER)
        .flatMap(replica -> replica.peers().stream())
        .filter(peer -> peer.voter() && !peer.node().name().equals(node.id().name()))
        .anyMatch(
            peer -> view.named(peer.node().name()).map(n -> view.reaches(n.id())).orElse(false));
  }
}
