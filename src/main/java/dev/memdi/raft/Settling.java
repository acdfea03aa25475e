package dev.memdi.raft;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A replicator at the end of its life, whose node stops in order: says nothing any more, so that it
 * acknowledges nothing after its log has noted that it holds all that was acknowledged.
 */
final class Settling {
  private final Optional<LogWriter> log;
  private final ActorRef<ShardReplica.Settled> replyTo;
  private final int shard;
  private final Supplier<Behavior<Replicator.Command>> suspended;
  private boolean told;

  private Settling(
      Optional<LogWriter> log,
      ActorRef<ShardReplica.Settled> replyTo,
      int shard,
      Supplier<Behavior<Replicator.Command>> suspended) {
    this.log = log;
    this.replyTo = replyTo;
    this.shard = shard;
    this.suspended = suspended;
  }

  /**
   * @param log empty where nothing outlives the process
   * @param suspended what comes if the replica is to begin anew after all
   */
  static Behavior<Replicator.Command> create(
      Optional<LogWriter> log,
      ActorRef<ShardReplica.Settled> replyTo,
      int shard,
      Supplier<Behavior<Replicator.Command>> suspended) {
    Settling settling = new Settling(log, replyTo, shard, suspended);
    log.ifPresent(LogWriter::settle);
    settling.goOn();
    return Behaviors.receiveMessage(settling::on);
  }

  private Behavior<Replicator.Command> on(Replicator.Command command) {
    if (command instanceof Replicator.Suspend) {
      return suspended.get();
    }
    if (command instanceof Replicator.Logged logged && log.isPresent()) {
      try {
        var _ = log.get().durable(logged.reply());
      } catch (SnapshotNotKeptException e) {
        tell(); // nothing more will be written: this stop is as good as a crash
        return Behaviors.same();
      }
      goOn();
    }
    return Behaviors.same();
  }

  private void goOn() {
    log.ifPresent(writer -> {
      while (writer.goOn().isPresent()) {
        // what changes nothing; and nobody is told any more what waited for it
      }
    });
    if (log.map(LogWriter::isIdle).orElse(true)) {
      tell();
    }
  }

  private void tell() {
    if (!told) {
      told = true;
      replyTo.tell(new ShardReplica.Settled(shard));
    }
  }
}
