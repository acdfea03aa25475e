package dev.memdi.api;

import java.util.List;
import java.util.Optional;

/**
 * A piece of one shard's history: every change of a key with the asked prefix whose revision lies
 * in {@code from} (inclusive) to {@code next} (exclusive), in order. Where {@code gap} is set,
 * changes between the revision that was asked for and {@code from} are no longer held by this
 * replica.
 */
public record Changes(int shard, long from, long next, boolean gap, List<Event> events) {
  public Changes {
    events = List.copyOf(events);
  }

  /** A key was set to {@code value}, or, where it is empty, deleted or expired. */
  public record Event(Key key, Revision revision, Optional<Bytes> value) {}
}
