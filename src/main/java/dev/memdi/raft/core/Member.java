package dev.memdi.raft.core;

import dev.memdi.api.NodeId;

/** A member of a shard. A learner receives the log and counts in no majority (thesis §4.2.1). */
public record Member(Peer peer, boolean voter) {
  public static Member voter(Peer peer) {
    return new Member(peer, true);
  }

  public static Member learner(Peer peer) {
    return new Member(peer, false);
  }

  public NodeId id() {
    return peer.id();
  }
}
