package dev.memdi.raft;

/**
 * How far a log on disk may lag behind what its replica acknowledges. When it is further behind,
 * acknowledgements wait for the disk until it has caught up.
 *
 * @param bytes of changes that the log has not confirmed
 * @param nanos since the log was given what it has not confirmed
 */
record Lag(long bytes, long nanos) {}
