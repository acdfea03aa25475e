package dev.memdi.raft.core;

import dev.memdi.api.NodeId;

/**
 * One change of the members of a shard; at most one voter differs before and after (thesis §4.1).
 */
public sealed interface MembershipChange {
  record AddLearner(Peer peer) implements MembershipChange {}

  record Promote(NodeId id) implements MembershipChange {}

  /** Takes a member out; {@code bar} keeps this incarnation from being taken in again. */
  record Remove(NodeId id, boolean bar) implements MembershipChange {}

  /** Forgets a bar whose incarnation is gone for good. */
  record Unbar(NodeId id) implements MembershipChange {}
}
