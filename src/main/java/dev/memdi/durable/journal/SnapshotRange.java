package dev.memdi.durable.journal;

/** Which snapshots of a persistence id are meant; all bounds are included. */
record SnapshotRange(long minSequenceNr, long maxSequenceNr, long minTimestamp, long maxTimestamp) {
  /**
   * @param timestamp 0 for any
   */
  static SnapshotRange of(long sequenceNr, long timestamp) {
    return timestamp == 0
        ? new SnapshotRange(sequenceNr, sequenceNr, 0, Long.MAX_VALUE)
        : new SnapshotRange(sequenceNr, sequenceNr, timestamp, timestamp);
  }

  boolean holds(SnapshotName name) {
    return name.sequenceNr() >= minSequenceNr
        && name.sequenceNr() <= maxSequenceNr
        && name.timestamp() >= minTimestamp
        && name.timestamp() <= maxTimestamp;
  }
}
