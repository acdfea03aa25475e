package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.OptionalLong;

/** What travels from host to host. */
sealed interface Packet {
  NodeId from();

  NodeId to();

  /** From replica to replica. */
  record Raft(NodeId from, NodeId to, Message message) implements Packet {}

  /** A candidate asks for a vote, or whether it would get one. */
  record Ask(NodeId from, NodeId to, Candidacy candidacy, boolean canvass) implements Packet {}

  /** The answer to an {@link Ask}; {@code term} is the voter's own. */
  record Answer(
      NodeId from,
      NodeId to,
      long inTerm,
      boolean canvass,
      boolean granted,
      boolean remembers,
      long term,
      OptionalLong shardTime)
      implements Packet {}
}
