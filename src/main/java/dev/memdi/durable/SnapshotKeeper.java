package dev.memdi.durable;

import dev.memdi.durable.journal.Chunked;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsFailure;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * Sees one snapshot through: has it saved and then, and only then, has the events and snapshots
 * before it deleted. Speaks the plugins' own protocol, as the persistent actors of Pekko do.
 */
final class SnapshotKeeper {
  private SnapshotKeeper() {}

  static Behavior<Object> create(
      DurableLog.Plugins plugins,
      PersistenceId id,
      long sequenceNr,
      Chunked snapshot,
      long ticket,
      org.apache.pekko.actor.typed.ActorRef<DurableLog.Reply> replyTo) {
    return Behaviors.setup(context -> {
      PluginRefs refs = PluginRefs.of(context.getSystem(), plugins);
      ActorRef self = Adapter.toClassic(context.getSelf());
      refs.snapshots()
          .tell(
              new SnapshotProtocol.SaveSnapshot(
                  // the time is Pekko's to set, and counts for nothing here
                  new SnapshotMetadata(id.id(), sequenceNr, sequenceNr), snapshot),
              self);
      return Behaviors.receiveMessage(answer ->
          switch (answer) {
            case SaveSnapshotSuccess saved -> {
              replyTo.tell(new DurableLog.Kept(ticket));
              refs.journal()
                  .tell(new JournalProtocol.DeleteMessagesTo(id.id(), sequenceNr, self), self);
              yield Behaviors.same();
            }
            case SaveSnapshotFailure failure -> {
              replyTo.tell(new DurableLog.NotKept(ticket, failure.cause()));
              yield Behaviors.stopped();
            }
            case DeleteMessagesSuccess deleted -> {
              refs.snapshots()
                  .tell(new SnapshotProtocol.DeleteSnapshots(id.id(), before(sequenceNr)), self);
              yield Behaviors.same();
            }
            // What is not deleted only takes space; the next snapshot tries again.
            case DeleteMessagesFailure failure -> {
              context.getLog().warn("{}: old events not deleted", id.id(), failure.cause());
              yield Behaviors.stopped();
            }
            case DeleteSnapshotsFailure failure -> {
              context.getLog().warn("{}: old snapshots not deleted", id.id(), failure.cause());
              yield Behaviors.stopped();
            }
            case DeleteSnapshotsSuccess deleted -> Behaviors.stopped();
            default -> Behaviors.unhandled();
          });
    });
  }

  private static SnapshotSelectionCriteria before(long sequenceNr) {
    return SnapshotSelectionCriteria.create(sequenceNr - 1, Long.MAX_VALUE);
  }
}
