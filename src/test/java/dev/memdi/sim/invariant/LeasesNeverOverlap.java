package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Progress;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Role;
import dev.memdi.raft.core.Step;

/**
 * Whenever a replica takes office, no other believes, by its own clock, that it holds the lease of
 * an earlier term (thesis §6.4.1): else the other could serve a read that misses the new leader's
 * writes.
 */
public final class LeasesNeverOverlap implements Invariant {
  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    boolean tookOffice = step.now().stream().anyMatch(Effect.TookOffice.class::isInstance);
    if (!tookOffice) {
      return;
    }
    for (Replica other : replicas.of(shard)) {
      Invariant.require(
          other.core().term() >= step.next().term() || !believesInLease(other),
          "shard %d: %s takes office in term %d while %s holds the lease of term %d",
          shard,
          before.self(),
          step.next().term(),
          other.core().self(),
          other.core().term());
    }
  }

  private static boolean believesInLease(Replica replica) {
    RaftCore core = replica.core();
    if (!(core.role() instanceof Role.Leader leader)) {
      return false;
    }
    Configuration configuration = core.configuration();
    long confirmedAt =
        configuration.majorityHas(id -> confirmed(leader, id, core.self(), replica.now()));
    return core.rules().mayServeReads(core.commit(), leader.firstIndex())
        && core.rules()
            .holdsLease(replica.now(), confirmedAt, core.parameters(), leader.leaseForfeited());
  }

  private static long confirmed(Role.Leader leader, NodeId id, NodeId self, long now) {
    if (id.equals(self)) {
      return now;
    }
    Progress progress = leader.peers().get(id);
    return progress == null ? RaftCore.NEVER : progress.confirmedAt();
  }
}
