package dev.memdi;

import dev.memdi.routing.Administration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/** Looks again and again whether a node can serve, until it can. */
final class UntilReady {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ActorSystem<?> system;
  private final Administration administration;
  private final CompletableFuture<Done> ready = new CompletableFuture<>();

  private UntilReady(ActorSystem<?> system, Administration administration) {
    this.system = system;
    this.administration = administration;
  }

  /** Fails if the actor system ends before. */
  static CompletionStage<Done> of(ActorSystem<?> system, Administration administration) {
    UntilReady until = new UntilReady(system, administration);
    var _ =
        system
            .getWhenTerminated()
            .thenAccept(done ->
                until.ready.completeExceptionally(
                    new IllegalStateException("the node stopped before it was ready")));
    until.look();
    return until.ready;
  }

  private void look() {
    var _ =
        administration
            .node()
            .thenAccept(node -> {
              if (node.ready()) {
                ready.complete(Done.getInstance());
              } else {
                system.scheduler().scheduleOnce(PAUSE, this::look, system.executionContext());
              }
            });
  }
}
