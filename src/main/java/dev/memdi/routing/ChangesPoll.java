package dev.memdi.routing;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.raft.ShardReplica;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One question for changes: lives until it is answered, or for a while. */
final class ChangesPoll {
  /** Longer than a store keeps a question when nothing happens. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private sealed interface Command {}

  private record Arrived(Changes changes) implements Command {}

  private record TimedOut() implements Command {}

  private ChangesPoll() {}

  static Behavior<?> create(
      int shard,
      ActorRef<ShardReplica.Command> replica,
      Bytes prefix,
      long from,
      Consumer<Changes> whenDone) {
    return Behaviors.<Command>setup(context -> {
      context.setReceiveTimeout(PATIENCE, new TimedOut());
      replica.tell(
          new ShardReplica.ReadChanges(
              prefix, from, context.messageAdapter(Changes.class, Arrived::new)));
      return Behaviors.receiveMessage(command -> {
        whenDone.accept(
            switch (command) {
              case Arrived arrived -> arrived.changes();
              case TimedOut out -> new Changes(shard, from, from, false, List.of());
            });
        return Behaviors.stopped();
      });
    });
  }
}
