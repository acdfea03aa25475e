package dev.memdi.store;

import dev.memdi.api.Bytes;

/** What the table holds for a key: immutable, so that an image can share it. */
final class Slot {
  /** The deadline of a key that lives until it is deleted. */
  static final long NO_DEADLINE = Long.MAX_VALUE;

  // The array and not the Bytes around it: that is an object less for each key.
  private final byte[] value;
  private final long revision;
  private final long deadline;

  Slot(Bytes value, long revision, long deadline) {
    this.value = value.array();
    this.revision = revision;
    this.deadline = deadline;
  }

  Bytes value() {
    return Bytes.wrap(value);
  }

  int length() {
    return value.length;
  }

  long revision() {
    return revision;
  }

  long deadline() {
    return deadline;
  }

  boolean isMortal() {
    return deadline != NO_DEADLINE;
  }

  boolean isDue(long shardTime) {
    return deadline <= shardTime && isMortal();
  }
}
