package dev.memdi.raft;

import dev.memdi.durable.journal.Unforced;
import dev.memdi.raft.core.Durable;

/** A change of a replica's durable state, as its log holds it. */
public sealed interface LogEvent {
  Durable change();

  /** One that is on disk when it is confirmed, and all before it. */
  record Forced(Durable change) implements LogEvent {}

  /** One that may be forced to disk after it is confirmed. */
  record MayWait(Durable change) implements LogEvent, Unforced {}

  static LogEvent of(Durable change) {
    return new Forced(change);
  }
}
