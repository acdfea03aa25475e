package dev.memdi.api;

/** When a shard's replica holds a write for good, weakest first. */
public enum Durability {
  /** In memory: a process that ends forgets, and its replica comes back as a new member. */
  MEMORY,
  /**
   * In memory, and soon after in its log: a process that ends without warning comes back with its
   * log, but counts only when a leader has given it back what may be missing there.
   */
  ASYNC,
  /** In its log, forced to disk: a process that ends comes back as what it was. */
  SYNC;

  /** Whether a write can wait for {@code ack}. */
  public boolean gives(Ack ack) {
    return ack != Ack.DISK || this == SYNC;
  }
}
