package dev.memdi.raft;

import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;

/** Hears of every step of a replica: for status, metrics and the simulator's invariants. */
public interface ReplicaListener {
  /**
   * Called on the replicator's thread after the step was decided and before its effects are done.
   */
  void stepped(int shard, RaftCore before, Input input, Step step);

  /** The replica has stopped for good after a failure that it must not go on from. */
  default void failed(int shard, Throwable cause) {}
}
