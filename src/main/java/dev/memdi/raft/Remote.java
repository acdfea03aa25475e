package dev.memdi.raft;

/** A message that crosses nodes: it has a codec in {@code dev.memdi.raft.wire}. */
public interface Remote {}
