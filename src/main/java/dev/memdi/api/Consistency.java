package dev.memdi.api;

/** What a read may see. */
public enum Consistency {
  /** Every write that was answered before the read began. */
  LINEARIZABLE,
  /** The copy of whichever replica is nearest: may be stale, and the answer says how stale. */
  LOCAL
}
