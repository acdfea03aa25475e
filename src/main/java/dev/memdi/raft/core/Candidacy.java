package dev.memdi.raft.core;

import dev.memdi.api.NodeId;

/**
 * What a candidate claims (RequestVote, Raft paper, figure 2).
 *
 * @param term the term that it campaigns for
 * @param transfer the old leader asked for it, so voters need not wait out its lease
 */
public record Candidacy(
    NodeId candidate, long term, long lastTerm, long lastIndex, boolean transfer) {}
