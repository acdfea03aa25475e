package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.List;
import java.util.Optional;

/** Hears of every step of a replica: for status, metrics and the simulator's invariants. */
public interface ReplicaListener {
  /**
   * Called on the replicator's thread after the step was decided and before its effects are done.
   */
  void stepped(int shard, RaftCore before, Input input, Step step);

  /**
   * Called on the replicator's thread before the replica does what had to wait until it was
   * durable.
   */
  default void settled(int shard, NodeId self, List<Effect> effects) {}

  /** The replica's log has failed: it takes no part until the log can be used again. */
  default void suspended(int shard, Throwable cause) {}

  /**
   * Where the replica's damaged log is kept, because it may be needed yet; or empty, because there
   * is none, or none any more.
   */
  default void setAside(int shard, Optional<String> place) {}

  /**
   * So many of the shard's voters may have forgotten what they acknowledged that nobody can be
   * elected without risking a loss; or that is over, since there is a leader. On the thread of the
   * election coordinator.
   */
  default void majorityLost(int shard, boolean lost) {}

  /** The replica has stopped for good after a failure that it must not go on from. */
  default void failed(int shard, Throwable cause) {}
}
