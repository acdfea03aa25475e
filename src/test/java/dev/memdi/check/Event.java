package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;

/** One line of a history: a client asked, or was answered. */
public sealed interface Event {
  /** Ties a completion to its invocation; unique within the history. */
  long call();

  /** The client process; it may have several calls in flight. */
  int process();

  /** Nanoseconds, on one clock for the whole history. */
  long at();

  /** Stamped before the operation is sent; {@code ack} is what a write was asked to wait for. */
  record Invoked(long call, int process, long at, Operation operation, Ack ack) implements Event {}

  /** Stamped after the answer was received. */
  record Completed(long call, int process, long at, Outcome outcome) implements Event {}
}
