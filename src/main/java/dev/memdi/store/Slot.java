package dev.memdi.store;

import dev.memdi.api.Bytes;

/** What the table holds for a key: immutable, so that an image can share it. */
record Slot(Bytes value, long revision, long deadline) {
  /** The deadline of a key that lives until it is deleted. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  boolean isDue(long shardTime) {
    return deadline <= shardTime && deadline != NO_DEADLINE;
  }
}
