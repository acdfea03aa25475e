package dev.memdi.api;

import java.util.List;
import java.util.Optional;

/**
 * A piece of one shard's history: every change of a key with the asked prefix whose revision lies
 * in {@code from} (inclusive) to {@code next} (exclusive), in order. The changes of one revision
 * are in one piece, all of them.
 *
 * <p>Where {@code gap} is set, {@code from} is not what was asked for. If it lies behind that, the
 * changes between are no longer held by this replica. If it lies before, the shard has no such
 * revision: its history was lost with the memory of a majority, or never was; it goes on from
 * {@code from}.
 *
 * <p>Without a gap, a {@code next} before {@code from} says that this replica has not come so far;
 * one of 0, that it holds nothing of the shard.
 */
public record Changes(int shard, long from, long next, boolean gap, List<Event> events) {
  public Changes {
    events = List.copyOf(events);
  }

  /** The same, of a shard that goes by another number where it is asked for. */
  public Changes ofShard(int number) {
    return number == shard ? this : new Changes(number, from, next, gap, events);
  }

  /**
   * A key was set to {@code value}, or, where it is empty, deleted or expired.
   *
   * @param causes what happened to it at that revision, in order; nothing, if a node of an earlier
   *     version told it
   */
  public record Event(Key key, Revision revision, Optional<Bytes> value, List<Cause> causes) {
    public Event {
      causes = List.copyOf(causes);
    }
  }
}
