package dev.memdi.api;

/** What a shard does of whose voters a majority may have forgotten what it acknowledged. */
public enum OnMajorityLoss {
  /** Elects nobody, and says so. */
  WAIT,
  /**
   * Goes on from the longest log that is left, once every member has shown its own, and says so.
   */
  CONTINUE
}
