package dev.memdi.sim.invariant;

import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;

/** What a replica knows to be committed it never takes back, and its terms never fall. */
public final class CommitOnlyGrows implements Invariant {
  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    Invariant.require(
        step.next().commit() >= before.commit() && step.next().term() >= before.term(),
        "shard %d: %s goes back from commit %d in term %d to commit %d in term %d",
        shard,
        before.self(),
        before.commit(),
        before.term(),
        step.next().commit(),
        step.next().term());
  }
}
