package dev.memdi.api;

/** A node's time, given to whatever acts, so that a simulation can give it another. */
public interface Clock {
  /**
   * Nanoseconds on a clock that never goes back. Its origin means nothing; its rate is trusted
   * within the configured drift. Comparable only within one incarnation of one node.
   */
  long nanos();

  /** Milliseconds since 1970 by the node's wall clock, which may be off and may jump. */
  long epochMillis();
}
