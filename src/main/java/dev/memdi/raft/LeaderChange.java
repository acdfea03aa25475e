package dev.memdi.raft;

import dev.memdi.raft.core.Peer;
import java.util.Optional;

/** What a replica tells the edge of its own node whenever it follows somebody else, or nobody. */
public record LeaderChange(int shard, long term, Optional<Peer> leader) {
  /**
   * This node has no replica of the shard (any more) that could know: the last that is heard of a
   * life, so whoever tells of the others tells of it, or has ended before. What comes next is of
   * another life, and its terms may be lower.
   */
  public static LeaderChange noReplica(int shard) {
    return new LeaderChange(shard, NO_REPLICA, Optional.empty());
  }

  public boolean isOfReplica() {
    return term != NO_REPLICA;
  }

  private static final long NO_REPLICA = -1;
}
