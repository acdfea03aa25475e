package dev.memdi.edge.resp;

import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;

/**
 * The one table from what an operation came to to the error that a client reads. Whatever does not
 * begin with {@code UNKNOWN} was certainly not done.
 */
final class Errors {
  private Errors() {}

  static CommandException of(Outcome.Unknown unknown) {
    return new CommandException("UNKNOWN the write may have been done: " + unknown.why());
  }

  static CommandException of(Refusal refusal) {
    return new CommandException(line(refusal));
  }

  static String line(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NotAnInteger _ -> "ERR value is not an integer or out of range";
      case Refusal.Overflow _ -> "ERR increment or decrement would overflow";
      case Refusal.CrossShard _ ->
          "CROSSSLOT Keys in request lie in several shards: give them a common {hash tag}";
      case Refusal.Busy busy -> "BUSY " + busy.message();
      case Refusal.Unavailable unavailable -> "CLUSTERDOWN " + unavailable.message();
      case Refusal.ConditionFailed _,
          Refusal.TooLarge _,
          Refusal.AckUnavailable _,
          Refusal.Invalid _ ->
          "ERR " + refusal.message();
    };
  }
}
