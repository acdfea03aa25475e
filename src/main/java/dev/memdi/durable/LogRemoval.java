package dev.memdi.durable;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * Has a log set aside, then all its snapshots deleted, and then all its events. In this order: a
 * snapshot without the events behind it would be taken for a log, if an old one, while events
 * without their snapshot are found to be incomplete.
 */
final class LogRemoval {
  /** What was done to the files aside will last, or why not. */
  private record Forced(Optional<Throwable> failure) {}

  private LogRemoval() {}

  static Behavior<Object> create(
      DurableLog.Plugins plugins,
      PersistenceId id,
      boolean damaged,
      org.apache.pekko.actor.typed.ActorRef<DurableLog.GivenUp> replyTo) {
    return Behaviors.setup(context -> {
      ActorRef self = Adapter.toClassic(context.getSelf());
      PluginRefs refs = PluginRefs.of(context.getSystem(), plugins);
      try {
        context.pipeToSelf(
            damaged
                ? DamagedLog.aside(context.getSystem(), plugins, id.id()).keep()
                : CompletableFuture.<Void>completedFuture(null),
            (done, failure) -> new Forced(Optional.ofNullable(failure)));
      } catch (IOException e) {
        return done(replyTo, Optional.of(e));
      }
      return Behaviors.receiveMessage(answer ->
          switch (answer) {
            case Forced forced when forced.failure().isPresent() -> done(replyTo, forced.failure());
            case Forced forced -> {
              refs.snapshots()
                  .tell(
                      new SnapshotProtocol.DeleteSnapshots(
                          id.id(),
                          SnapshotSelectionCriteria.create(Long.MAX_VALUE, Long.MAX_VALUE)),
                      self);
              yield Behaviors.same();
            }
            case DeleteSnapshotsSuccess deleted -> {
              refs.journal()
                  .tell(new JournalProtocol.DeleteMessagesTo(id.id(), Long.MAX_VALUE, self), self);
              yield Behaviors.same();
            }
            case DeleteMessagesSuccess deleted -> done(replyTo, Optional.empty());
            case DeleteMessagesFailure failure -> done(replyTo, Optional.of(failure.cause()));
            case DeleteSnapshotsFailure failure -> done(replyTo, Optional.of(failure.cause()));
            default -> Behaviors.unhandled();
          });
    });
  }

  private static Behavior<Object> done(
      org.apache.pekko.actor.typed.ActorRef<DurableLog.GivenUp> replyTo,
      Optional<Throwable> failure) {
    replyTo.tell(new DurableLog.GivenUp(failure));
    return Behaviors.stopped();
  }
}
