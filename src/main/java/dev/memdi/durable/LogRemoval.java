package dev.memdi.durable;

import java.util.Optional;
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
 * Has all snapshots and then all events of a log deleted. In this order: a snapshot without the
 * events behind it would be taken for a log, if an old one, while events without their snapshot are
 * found to be incomplete.
 */
final class LogRemoval {
  private LogRemoval() {}

  static Behavior<Object> create(
      DurableLog.Plugins plugins,
      PersistenceId id,
      org.apache.pekko.actor.typed.ActorRef<DurableLog.GivenUp> replyTo) {
    return Behaviors.setup(context -> {
      ActorRef self = Adapter.toClassic(context.getSelf());
      PluginRefs refs = PluginRefs.of(context.getSystem(), plugins);
      refs.snapshots()
          .tell(
              new SnapshotProtocol.DeleteSnapshots(
                  id.id(), SnapshotSelectionCriteria.create(Long.MAX_VALUE, Long.MAX_VALUE)),
              self);
      return Behaviors.receiveMessage(answer ->
          switch (answer) {
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
