package dev.memdi.api;

/** When a shard's replica holds a write for good, weakest first. */
public enum Durability {
  /** In memory: a process that ends forgets, and its replica comes back as a new member. */
  MEMORY,
  /** In its log, forced to disk: a process that ends comes back as what it was. */
  SYNC
}
