package dev.memdi.raft;

import dev.memdi.raft.core.Peer;
import java.util.Optional;

/** What a replica tells the edge of its own node whenever it follows somebody else, or nobody. */
public record LeaderChange(int shard, long term, Optional<Peer> leader) {}
