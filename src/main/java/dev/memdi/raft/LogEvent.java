package dev.memdi.raft;

import dev.memdi.raft.core.Durable;

/** A change of a replica's durable state, as its log holds it. */
public record LogEvent(Durable change) {}
