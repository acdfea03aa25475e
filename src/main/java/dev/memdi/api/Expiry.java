package dev.memdi.api;

import java.time.Duration;

/** What a write does to its key's time to live. */
public sealed interface Expiry {
  Expiry NEVER = new Never();
  Expiry KEEP = new Keep();

  /** The key lives until it is deleted; an earlier time to live is dropped. */
  record Never() implements Expiry {}

  /** The key keeps the time to live that it has, if any. */
  record Keep() implements Expiry {}

  /** The key expires this long after the write, to the millisecond; at least one millisecond. */
  record After(Duration ttl) implements Expiry {
    public After {
      if (ttl.toMillis() < 1) {
        throw new IllegalArgumentException("a time to live is at least one millisecond: " + ttl);
      }
    }
  }
}
