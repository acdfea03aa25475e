package dev.memdi.raft;

import dev.memdi.durable.DamagedLog;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Durable;
import java.io.IOException;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Has what a replica's log holds removed. A damaged one must go to its end: cut short, by a failure
 * or by the end of the process, the removal may leave what looks like a whole log that lacks what
 * the replica has acknowledged. So that somebody began is noted on the disk, until the new log says
 * that the replica holds nothing any more.
 */
final class GivingUp {
  private final ReplicaContext replica;
  private boolean removed;

  GivingUp(ReplicaContext replica) {
    this.replica = replica;
  }

  /**
   * Whether what is left of the log must not be read, because a removal did not come to its end.
   *
   * @throws IOException if that can't be known now
   */
  boolean isUnfinished() throws IOException {
    return !removed && isNoted();
  }

  private boolean isNoted() throws IOException {
    return DamagedLog.isBeingGivenUp(replica.actor.getSystem(), replica.logName(), plugins());
  }

  private DurableLog.Plugins plugins() {
    return replica.surroundings.log().orElseThrow();
  }

  /** {@link #over} is to be called with the answer. */
  void begin(boolean damaged) {
    ActorRef<DurableLog.GivenUp> told =
        replica.actor.messageAdapter(DurableLog.GivenUp.class, ShardReplica.GivenUp::new);
    replica.actor.spawnAnonymous(
        damaged
            ? DurableLog.giveUp(replica.logName(), plugins(), told)
            : DurableLog.empty(replica.logName(), plugins(), told));
  }

  void over(DurableLog.GivenUp told) {
    removed = told.failure().isEmpty();
    if (removed) {
      replica
          .lookForSetAside()
          .ifPresent(place ->
              replica
                  .log()
                  .warn(
                      "shard {}: what there was is set aside in {} until nobody needs it",
                      replica.shard,
                      place));
    } else {
      String why = DurableLog.reason(told.failure().get());
      replica.log().warn("shard {}: not given up yet: {}", replica.shard, why);
    }
  }

  /** In the log that begins anew. */
  void writeDiscarded(ActorRef<DurableLog.Command<LogEvent>> log) {
    log.tell(
        new DurableLog.Append<>(
            List.of(LogEvent.of(new Durable.Discarded())),
            0,
            replica.actor.messageAdapter(DurableLog.Reply.class, ShardReplica.Logged::new)));
  }

  /**
   * The new log says that the replica holds nothing, so it may be read from now on.
   *
   * @return whether that has to be noted first: an answer follows
   */
  boolean begunAnew() throws IOException {
    boolean noted = isNoted();
    if (noted) {
      replica.actor.spawnAnonymous(
          DamagedLog.begunAnew(
              replica.logName(),
              plugins(),
              replica.actor.messageAdapter(
                  DamagedLog.BegunAnew.class, ShardReplica.BegunAnew::new)));
    }
    return noted;
  }
}
