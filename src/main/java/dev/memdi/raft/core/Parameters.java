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
    long caughtUpIndices) {}
