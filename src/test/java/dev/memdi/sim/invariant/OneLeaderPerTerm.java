package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;

/** At most one replica of a shard takes office in a term (Election Safety, Raft paper §5.2). */
public final class OneLeaderPerTerm implements Invariant {
  private record Office(int shard, long term) {}

  private final Map<Office, NodeId> leaders = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    RaftCore core = step.next();
    if (core.isLeader() && !before.isLeader()) {
      NodeId other = leaders.putIfAbsent(new Office(shard, core.term()), core.self());
      Invariant.require(
          other == null,
          "shard %d: %s and %s both lead term %d",
          shard,
          other,
          core.self(),
          core.term());
    }
  }
}
