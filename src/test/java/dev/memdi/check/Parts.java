package dev.memdi.check;

import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write does to each of its keys, in order, and what its client was told of that. Of steps,
 * each is done or refused by itself:
 *
 * <pre>
 *   done            its parts, with its results
 *   refused         an observation of the key for which it was
 *   without answer  its parts; an attempt at them if the store may refuse them; a look is nothing
 * </pre>
 */
final class Parts {
  private final Universe universe;
  private final Rules rules;

  Parts(Universe universe, Rules rules) {
    this.universe = universe;
    this.rules = rules;
  }

  /** Those of a write that was done; {@code result} is null if nobody was told. */
  List<Part> of(Operation.Write write, @Nullable Result result) {
    return switch (write) {
      case Operation.Change change -> List.of(change(change, result));
      case Operation.SetMany many -> changes(many.sets(), result);
      case Operation.Batch batch -> batch(batch, result);
      case Operation.Steps steps -> {
        List<Part> parts = new ArrayList<>(checks(steps.checks()));
        for (int i = 0; i < steps.steps().size(); i++) {
          parts.addAll(step(steps.steps().get(i), part(result, i)));
        }
        yield parts;
      }
    };
  }

  List<Part> checks(List<Operation.Check> checks) {
    return checks.stream()
        .<Part>map(check -> new Part.Check(universe.number(check.key()), check.condition()))
        .toList();
  }

  Part look(Key key, Result result, boolean whole) {
    long revision = result instanceof Result.Found found ? told(found.revision()) : Part.UNTOLD;
    return new Part.Look(universe.number(key), result, whole, revision);
  }

  long told(Revision revision) {
    return rules.revisions() ? revision.index() : Part.UNTOLD;
  }

  private List<Part> batch(Operation.Batch batch, @Nullable Result result) {
    List<Part> parts = new ArrayList<>(checks(batch.checks()));
    parts.addAll(changes(batch.changes(), result));
    return parts;
  }

  private List<Part> changes(List<? extends Operation.Change> changes, @Nullable Result result) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      parts.add(change(changes.get(i), part(result, i)));
    }
    return parts;
  }

  private Part change(Operation.Change change, @Nullable Result result) {
    return new Part.Change(universe.number(change.key()), change, result, revision(result));
  }

  private static @Nullable Result part(@Nullable Result result, int i) {
    return result instanceof Result.Many(var results) ? results.get(i) : null;
  }

  private List<Part> step(Step step, @Nullable Result result) {
    if (result instanceof Result.Failed(Refusal refusal)) {
      return refused(step, refusal);
    }
    List<Part> done = done(step, result);
    return result == null && mayBeRefused(step) ? List.of(new Part.Attempt(done)) : done;
  }

  private List<Part> done(Step step, @Nullable Result result) {
    return switch (step) {
      case Step.Look(Key key) when result != null -> List.of(look(key, result, true));
      case Step.Peek(Key key) when result != null -> List.of(look(key, result, false));
      case Step.Look _, Step.Peek _ -> List.of();
      case Step.Make(Operation.Change change) -> List.of(change(change, result));
      case Step.Together(Operation.Batch batch) -> batch(batch, result);
      case Step.Retime retime -> List.of(edit(retime.key(), retime, result));
      case Step.Splice splice -> List.of(edit(splice.key(), splice, result));
      case Step.AddDecimal add -> List.of(edit(add.key(), add, result));
      case Step.Copy copy ->
          List.of(
              new Part.Copy(
                  universe.number(copy.from()),
                  universe.number(copy.to()),
                  copy,
                  result,
                  revision(result)));
    };
  }

  private Part edit(Key key, Step step, @Nullable Result result) {
    return new Part.Edit(universe.number(key), step, result, revision(result));
  }

  /** Whether what the key holds may be a reason not to do it. */
  private static boolean mayBeRefused(Step step) {
    return switch (step) {
      case Step.Look _, Step.Peek _, Step.Splice _ -> false;
      case Step.Make(Operation.Set set) -> !(set.condition() instanceof Condition.Always);
      case Step.Make(Operation.Delete delete) -> !(delete.condition() instanceof Condition.Always);
      case Step.Make(Operation.Append append) -> false;
      case Step.Make(Operation.Increment increment) -> true;
      case Step.Together _, Step.Retime _, Step.AddDecimal _, Step.Copy _ -> true;
    };
  }

  private List<Part> refused(Step step, Refusal refusal) {
    Key key = blamed(step, refusal);
    if (key == null) {
      return List.of();
    }
    int number = universe.number(key);
    List<Part> tried =
        done(step, null).stream().filter(part -> part.keys().contains(number)).toList();
    long revision =
        refusal instanceof Refusal.ConditionFailed(var _, Revision at) ? told(at) : Part.UNTOLD;
    return List.of(new Part.Denied(number, refusal, revision, tried));
  }

  /** The key for whose content a step was refused, or null if it was for something else. */
  static @Nullable Key blamed(Step step, Refusal refusal) {
    return switch (refusal) {
      case Refusal.ConditionFailed(Key key, var _) -> key;
      case Refusal.NotAnInteger(Key key) -> key;
      case Refusal.Overflow(Key key) -> key;
      case Refusal.Invalid _ when step instanceof Step.AddDecimal add -> add.key();
      default -> null;
    };
  }

  private long revision(@Nullable Result result) {
    return switch (result) {
      case Result.Written written -> told(written.revision());
      case Result.Updated updated -> told(updated.revision());
      case Result.Deleted deleted when deleted.existed() -> told(deleted.revision());
      case null, default -> Part.UNTOLD;
    };
  }
}
