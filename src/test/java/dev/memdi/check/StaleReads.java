package dev.memdi.check;

import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stale read may show: nothing, or what some write made that was invoked before the read was
 * answered and was not refused. How stale it is, is not judged.
 */
final class StaleReads {
  private final boolean revisions;
  private final Map<Key, List<Made>> made = new HashMap<>();

  /** A change of a key, with its result if it was told. */
  private record Made(int began, Operation.Change change, @Nullable Result result) {}

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
          Result own = result instanceof Result.Many(var results) ? results.get(i) : null;
          if (steps.steps().get(i) instanceof Step.Make(Operation.Change change)
              && !(own instanceof Result.Failed)) {
            note(call, List.of(change), own);
          }
        }
      }
    }
  }

  private void note(Call call, List<? extends Operation.Change> changes, @Nullable Result result) {
    for (int i = 0; i < changes.size(); i++) {
      Result own =
          result instanceof Result.Many(var results) && i < results.size()
              ? results.get(i)
              : result;
      made.computeIfAbsent(changes.get(i).key(), key -> new ArrayList<>())
          .add(new Made(call.began(), changes.get(i), own));
    }
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
        .anyMatch(made -> made.began() < ended && mayHaveMade(made, found, whole));
  }

  private boolean mayHaveMade(Made made, Result.Found found, boolean whole) {
    boolean value =
        switch (made.change()) {
          case Operation.Set set -> set.value().equals(found.value());
          case Operation.Delete delete -> false;
          case Operation.Increment increment ->
              made.result() instanceof Result.Updated updated
                  ? updated.value().equals(found.value())
                  : Values.integer(found.value()) != null;
          case Operation.Append append ->
              made.result() instanceof Result.Updated updated
                  ? updated.value().equals(found.value())
                  : found.value().utf8().endsWith(append.suffix().utf8());
        };
    boolean revision =
        !revisions
            || switch (made.result()) {
              case Result.Written written -> written.revision().equals(found.revision());
              case Result.Updated updated -> updated.revision().equals(found.revision());
              case null, default -> true;
            };
    return revision && (whole ? value : !(made.change() instanceof Operation.Delete));
  }
}
