package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.util.List;
import java.util.Optional;

/** What became of the steps of one command. Whatever is asked of a step that failed is an error. */
final class StepAnswers {
  private final List<Outcome> outcomes;

  StepAnswers(List<Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  int size() {
    return outcomes.size();
  }

  Result result(int step) {
    return switch (outcomes.get(step)) {
      case Outcome.Done done -> done.result();
      case Outcome.Refused(Refusal refusal) -> throw Errors.of(refusal);
      case Outcome.Unknown unknown -> throw Errors.of(unknown);
    };
  }

  /** Whether the step was done; not, if a condition of its own did not hold. */
  boolean held(int step) {
    if (outcomes.get(step) instanceof Outcome.Refused(Refusal.ConditionFailed _)) {
      return false;
    }
    var _ = result(step);
    return true;
  }

  /** Why a step was not done, where it was refused. */
  Optional<Refusal> refusal(int step) {
    return outcomes.get(step) instanceof Outcome.Refused(Refusal refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /** Whether the key that a step wanted to be there was not. */
  boolean lacked(int step) {
    return refusal(step)
        .filter(refusal ->
            refusal instanceof Refusal.ConditionFailed failed
                && failed.revision().equals(Revision.NONE))
        .isPresent();
  }

  /**
   * Fails unless every step was done. Where some were refused and others have changed something,
   * the whole was neither done nor not done.
   */
  void all() {
    boolean changed = outcomes.stream().anyMatch(StepAnswers::changes);
    for (int i = 0; i < outcomes.size(); i++) {
      if (changed && outcomes.get(i) instanceof Outcome.Refused(Refusal refusal)) {
        throw new CommandException("UNKNOWN done in part: " + Errors.line(refusal));
      }
      var _ = result(i);
    }
  }

  private static boolean changes(Outcome outcome) {
    return outcome instanceof Outcome.Done done
        && switch (done.result()) {
          case Result.Written _, Result.Updated _, Result.Deleted _, Result.Counted _ -> true;
          case Result.Found _, Result.Missing _, Result.Many _, Result.Page _, Result.Failed _ ->
              false;
        };
  }

  boolean found(int step) {
    return result(step) instanceof Result.Found;
  }

  /** What was found, as a client reads it. */
  Reply value(int step) {
    return result(step) instanceof Result.Found found ? Reply.bulk(found.value()) : Reply.NULL;
  }

  Bytes updated(int step) {
    return expect(step, Result.Updated.class).value();
  }

  long counted(int step) {
    return expect(step, Result.Counted.class).keys();
  }

  boolean deleted(int step) {
    return expect(step, Result.Deleted.class).existed();
  }

  private <T extends Result> T expect(int step, Class<T> type) {
    return type.cast(result(step));
  }
}
