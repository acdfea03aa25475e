package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Progress;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Recall;
import dev.memdi.raft.core.Role;
import dev.memdi.raft.core.Step;
import org.jspecify.annotations.Nullable;

/**
 * What a leader commits by counting, a majority of voters holds at that moment, as far as the
 * leader can know: it can't know of a voter that is down, or of a life of which it has not heard.
 */
public final class CommittedIsHeld implements Invariant {
  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    RaftCore core = step.next();
    if (core.role() instanceof Role.Leader leader
        && before.isLeader()
        && core.commit() > before.commit()) {
      Invariant.require(
          core.configuration()
              .majority(
                  id -> id.equals(core.self()) || holds(id, core, leader, replicas.of(shard))),
          "shard %d: %s commits %d, which is held by less than a majority",
          shard,
          core.self(),
          core.commit());
    }
  }

  private static boolean holds(
      NodeId id, RaftCore core, Role.Leader leader, Iterable<Replica> replicas) {
    for (Replica replica : replicas) {
      if (replica.core().self().equals(id)) {
        return holds(replica.core(), core, leader.peers().get(id));
      }
    }
    return true;
  }

  private static boolean holds(RaftCore voter, RaftCore leader, @Nullable Progress known) {
    boolean unheardOf =
        voter.recall() instanceof Recall.Partial partial
            && (known == null || known.life() != partial.life());
    long index = leader.commit();
    Log log = voter.log();
    return unheardOf
        || log.baseIndex() >= index
        || (log.holds(index)
            && index > leader.log().baseIndex()
            && log.termAt(index) == leader.log().termAt(index));
  }
}
