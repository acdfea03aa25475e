package dev.memdi.api.codec;

import dev.memdi.api.Operation;
import dev.memdi.api.WriteBounds;

/** What the log asks of a shard's state, one for each index that a burst takes. */
public sealed interface LoggedCommand {

  /**
   * A write of a client. Its edge, in the life {@code incarnation}, numbered it {@code sequence}
   * and waits at this shard for nothing below {@code floor} any more.
   */
  record Client(
      long incarnation, long floor, long sequence, Operation.Write write, WriteBounds bounds)
      implements LoggedCommand {
    /** One that came without bounds. */
    public Client(long incarnation, long floor, long sequence, Operation.Write write) {
      this(incarnation, floor, sequence, write, WriteBounds.WIDEST);
    }
  }

  /** Removes keys whose deadline lies at or before this shard time, so many at once, in order. */
  record Expire(long untilMillis) implements LoggedCommand {}

  /** Closes the session of an edge's life that is over: nothing of it is applied any more. */
  record Forget(long incarnation) implements LoggedCommand {}
}
