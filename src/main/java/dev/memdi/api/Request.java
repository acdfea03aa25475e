package dev.memdi.api;

import java.time.Duration;

/**
 * An operation and how its client wants it: {@code ack} counts for writes, {@code consistency} for
 * reads. After {@code timeout} an operation that was sent and not answered is {@link
 * Outcome.Unknown}.
 */
public record Request(Operation operation, Ack ack, Consistency consistency, Duration timeout) {
  /** Another operation, wanted in the same way. */
  public Request of(Operation other) {
    return new Request(other, ack, consistency, timeout);
  }
}
