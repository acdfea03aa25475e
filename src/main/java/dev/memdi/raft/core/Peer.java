package dev.memdi.raft.core;

import dev.memdi.api.NodeId;

/**
 * A replica as it is spoken to: who it is, and the {@code host:port} at which its node is reached.
 */
public record Peer(NodeId id, String address) {}
