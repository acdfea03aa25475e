package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a stale read may show: nothing, or what some write made that was invoked before the read was
 * answered and was not refused. How stale it is, is not judged.
 */
final class StaleReads {
  private final boolean revisions;
  private final Map<Key, List<Made>> made = new HashMap<>();

  /** A change of a key: the values that it may have left there, and its result if it was told. */
  private record Made(int began, Predicate<Bytes> values, @Nullable Result result) {}

  private StaleReads(Rules rules) {
    this.revisions = rules.revisions();
  }

  static Optional<Broken> judge(List<Call> calls, List<Call> stale, Rules rules) {
    if (stale.isEmpty()) {
      return Optional.empty();
    }
    StaleReads judge = new StaleReads(rules);
    calls.forEach(judge::note);
    return stale.stream().flatMap(call -> judge.judge(call, calls).stream()).findFirst();
  }

  private void note(Call call) {
    if (!(call.operation() instanceof Operation.Write write)
        || call.outcome().orElse(null) instanceof Outcome.Refused) {
      return;
    }
    Result result = call.outcome().orElse(null) instanceof Outcome.Done done ? done.result() : null;
    switch (write) {
      case Operation.Change change -> note(call, List.of(change), result);
      case Operation.SetMany many -> note(call, many.sets(), result);
      case Operation.Batch batch -> note(call, batch.changes(), result);
      case Operation.Steps steps -> {
        for (int i = 0; i < steps.steps().size(); i++) {
          note(call, steps.steps().get(i), part(result, i));
        }
      }
    }
  }

  private void note(Call call, Step step, @Nullable Result result) {
    if (result instanceof Result.Failed) {
      return;
    }
    switch (step) {
      case Step.Look _, Step.Peek _ -> {}
      case Step.Make(Operation.Change change) -> note(call, List.of(change), result);
      case Step.Together(Operation.Batch batch) -> note(call, batch.changes(), result);
      case Step.Retime _, Step.Splice _, Step.AddDecimal _, Step.Copy _ -> {
        for (Key key : step.keys()) {
          note(call, key, value -> mayLeave(step, value), result);
        }
      }
    }
  }

  private void note(Call call, List<? extends Operation.Change> changes, @Nullable Result result) {
    for (int i = 0; i < changes.size(); i++) {
      Operation.Change change = changes.get(i);
      Result own = result instanceof Result.Many ? part(result, i) : result;
      if (!(change instanceof Operation.Delete)) {
        note(call, change.key(), value -> mayHaveMade(change, own, value), own);
      }
    }
  }

  private void note(Call call, Key key, Predicate<Bytes> values, @Nullable Result result) {
    made.computeIfAbsent(key, k -> new ArrayList<>()).add(new Made(call.began(), values, result));
  }

  private static @Nullable Result part(@Nullable Result result, int i) {
    return result instanceof Result.Many(var results) ? results.get(i) : null;
  }

  private Optional<Broken> judge(Call read, List<Call> calls) {
    if (!(read.outcome().orElse(null) instanceof Outcome.Done(Result result, var assurance))) {
      return Optional.empty();
    }
    Map<Key, Result.Found> shown = new HashMap<>();
    boolean whole = !(read.operation() instanceof Operation.Contains);
    List<Key> keys = Universe.keys(read.operation());
    switch (result) {
      case Result.Found found -> shown.put(keys.getFirst(), found);
      case Result.Many(var results) -> {
        for (int i = 0; i < keys.size(); i++) {
          if (results.get(i) instanceof Result.Found found) {
            shown.put(keys.get(i), found);
          }
        }
      }
      case Result.Page page ->
          page.entries()
              .forEach(e -> shown.put(e.key(), new Result.Found(e.value(), e.revision(), e.ttl())));
      default -> {}
    }
    return shown.entrySet().stream()
        .filter(entry -> !possible(entry.getKey(), entry.getValue(), whole, read.ended()))
        .map(entry -> broken(entry.getKey(), read, calls))
        .findFirst();
  }

  private static Broken broken(Key key, Call read, List<Call> calls) {
    List<Call> concerned =
        calls.stream()
            .filter(call -> call == read || Universe.keys(call.operation()).contains(key))
            .toList();
    return new Broken(
        Set.of(key), concerned, "a stale read may show old values, but no write made this one");
  }

  private boolean possible(Key key, Result.Found found, boolean whole, int ended) {
    return made.getOrDefault(key, List.of()).stream()
        .anyMatch(made ->
            made.began() < ended
                && (!whole || made.values().test(found.value()))
                && (!revisions || mayBeAt(found.revision(), made.result())));
  }

  private static boolean mayBeAt(Revision revision, @Nullable Result result) {
    return switch (result) {
      case Result.Written written -> written.revision().equals(revision);
      case Result.Updated updated -> updated.revision().equals(revision);
      case null, default -> true;
    };
  }

  private static boolean mayHaveMade(
      Operation.Change change, @Nullable Result result, Bytes value) {
    return switch (change) {
      case Operation.Set set -> set.value().equals(value);
      case Operation.Delete delete -> false;
      case Operation.Increment increment ->
          result instanceof Result.Updated updated
              ? updated.value().equals(value)
              : Values.integer(value) != null;
      case Operation.Append append ->
          result instanceof Result.Updated updated
              ? updated.value().equals(value)
              : value.utf8().endsWith(append.suffix().utf8());
    };
  }

  /** Of a value that is only moved, or given another time to live, nothing is asked. */
  private static boolean mayLeave(Step step, Bytes value) {
    return switch (step) {
      case Step.Splice splice ->
          splice.offset() == Step.Splice.END
              ? value.utf8().endsWith(splice.bytes().utf8())
              : value.length() >= splice.bytes().length();
      case Step.AddDecimal add -> !EditModel.isNoDecimal(value);
      default -> true;
    };
  }
}
