package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import dev.memdi.store.StateMachine;
import java.util.List;

/**
 * Something that always holds of a shard. Sees every step of every replica; throws what is broken.
 */
public interface Invariant {
  /** One step of a replica; {@code replicas} knows the latest state of all that live. */
  default void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {}

  /** A replica is about to do what had to wait until its changes were durable. */
  default void settled(int shard, NodeId self, List<Effect> effects) {}

  /** A replica's store is about to apply something. */
  default void applying(int shard, NodeId replica, StateMachine state) {}

  /** A replica's store applied entries up to {@code index}. */
  default void applied(int shard, String node, long index, StateMachine state) {}

  /** The latest states of the replicas of a shard. */
  interface Replicas {
    /** Of those whose process lives, paused or not, each with its clock. */
    Iterable<Replica> of(int shard);
  }

  /** A replica as it is now; {@code now} is its own clock. */
  record Replica(RaftCore core, long now) {}

  static void require(boolean holds, String format, Object... arguments) {
    if (!holds) {
      throw new BrokenInvariant(format.formatted(arguments));
    }
  }

  /** What an invariant throws. */
  final class BrokenInvariant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenInvariant(String message) {
      super(message);
    }
  }
}
