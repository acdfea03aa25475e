package dev.memdi.api;

import java.time.Duration;

/** What stands behind an answer. */
public sealed interface Assurance {
  /** A write that reached at least this. */
  record Acknowledged(Ack reached) implements Assurance {}

  /** A read that saw every write answered before it began. */
  record Linearizable() implements Assurance {}

  /** A read of one replica's copy, which was the leader's at most {@code staleness} ago. */
  record Stale(Duration staleness) implements Assurance {}
}
