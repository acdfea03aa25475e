package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import java.util.Optional;

/**
 * An invocation with its completion, if it has one. {@code began} and {@code ended} are positions
 * in the history: they, and not the times, say which call preceded which, because in virtual time
 * many events share an instant.
 */
public record Call(
    long id,
    int process,
    int began,
    long invokedAt,
    Operation operation,
    Ack ack,
    int ended,
    long completedAt,
    Optional<Outcome> outcome) {

  /** The position and the time of a completion that never came. */
  static final int NEVER_ENDED = Integer.MAX_VALUE;

  static final long NEVER = Long.MAX_VALUE;

  static Call open(Event.Invoked event, int position) {
    return new Call(
        event.call(),
        event.process(),
        position,
        event.at(),
        event.operation(),
        event.ack(),
        NEVER_ENDED,
        NEVER,
        Optional.empty());
  }

  Call completed(Event.Completed event, int position) {
    return new Call(
        id,
        process,
        began,
        invokedAt,
        operation,
        ack,
        position,
        event.at(),
        Optional.of(event.outcome()));
  }

  /** The same call as if its answer had never arrived. */
  Call unanswered() {
    return new Call(
        id, process, began, invokedAt, operation, ack, NEVER_ENDED, NEVER, Optional.empty());
  }
}
