package dev.memdi.raft.core;

/**
 * The settings that decisions depend on.
 *
 * @param leaseNanos how long a follower refuses its vote after it answered its leader, and so how
 *     long a leader may trust a majority's answer, less drift
 * @param drift bound on how much faster one node's monotonic clock runs than another's, as a
 *     fraction
 * @param leaseReads whether a valid lease serves reads without a round of beats
 * @param quorumNanos a leader that has not heard a majority for so long steps down
 * @param transferNanos a transfer of leadership that took so long is given up
 * @param batchBytes entries of one append message, in bytes, unless a single entry is larger
 * @param windowBytes bytes sent to a follower and not yet acknowledged
 * @param imageWindow chunks of a snapshot sent to a follower and not yet acknowledged
 * @param caughtUpIndices a learner that lacks no more than this may be promoted
 * @param acceptLoss when a majority may have forgotten what it acknowledged: whether the shard goes
 *     on from the longest log that is left, rather than wait
 */
public record Parameters(
    long leaseNanos,
    double drift,
    boolean leaseReads,
    long quorumNanos,
    long transferNanos,
    long batchBytes,
    long windowBytes,
    int imageWindow,
    long caughtUpIndices,
    boolean acceptLoss) {
  /** The slowest connection on which entries are not taken for lost while they arrive. */
  private static final long NANOS_PER_BYTE = 250; // 4 MB/s

  /** How long a follower may take to store a snapshot before it is given up. */
  long storingNanos() {
    return quorumNanos * 30;
  }

  /**
   * How long it may take until that many bytes of entries are acknowledged, before the leader asks
   * after them: what is large travels apart, and beats overtake it.
   */
  long overdueNanos(long bytes) {
    return leaseNanos / 4 + bytes * NANOS_PER_BYTE;
  }
}
