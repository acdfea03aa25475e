package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * From calls to tasks: what each call did, or may have done, to each shard, and what its client may
 * conclude from the answer.
 *
 * <pre>
 *   Done, write, QUORUM or DISK     required, with its results
 *   Done, write, LEADER             optional: if it survived, then with these results
 *   Done, read, Linearizable        required
 *   Done, read, Stale               for StaleReads
 *   Refused for what a key held     required, an observation of that key
 *   Refused otherwise               nothing happened
 *   Unknown, or never answered      a write is optional, a read nothing
 * </pre>
 *
 * Of steps, each is a part for itself, and one that was refused an observation in its place. Those
 * that look at keys, and those that increment and change without a condition, may be without an
 * answer; an increment then counts as done, so let its key never hold text.
 */
final class Translation {
  private final Rules rules;
  final Universe universe;
  final List<Task> tasks = new ArrayList<>();
  final List<Call> stale = new ArrayList<>();

  /** Calls with answers that no store may give, and why. */
  final Map<Call, String> misfits = new java.util.LinkedHashMap<>();

  int dropped;
  int split;
  int unchecked;

  Translation(List<Call> calls, Universe universe, Rules rules) {
    this.rules = rules;
    this.universe = universe;
    calls.forEach(this::translate);
  }

  private void translate(Call call) {
    switch (call.outcome().orElse(null)) {
      case null -> unanswered(call);
      case Outcome.Unknown unknown -> unanswered(call);
      case Outcome.Refused refused -> refused(call, refused.refusal());
      case Outcome.Done(Result result, Assurance assurance) -> {
        String misfit = Shape.misfit(call.operation(), result, assurance);
        if (misfit != null) {
          misfits.put(call, misfit);
        } else if (assurance instanceof Assurance.Stale) {
          stale.add(call);
        } else if (call.operation() instanceof Operation.Read read) {
          read(call, read, result);
        } else if (call.operation() instanceof Operation.Write write) {
          boolean required = !assurance.equals(new Assurance.Acknowledged(Ack.LEADER));
          write(call, write, result, required ? Task::required : Task::optional);
        }
      }
    }
  }

  private void unanswered(Call call) {
    if (call.operation() instanceof Operation.Write write && !crossesShards(write)) {
      write(call, write, null, Task::optional);
    } else {
      dropped++;
    }
  }

  private void refused(Call call, Refusal refusal) {
    // What a leader sees in its memory alone may be lost with it, like what it writes there.
    if (call.ack() == Ack.LEADER) {
      dropped++;
      return;
    }
    switch (refusal) {
      case Refusal.ConditionFailed(Key key, Revision at) -> denied(call, refusal, key, at);
      case Refusal.NotAnInteger(Key key) -> denied(call, refusal, key, null);
      case Refusal.Overflow(Key key) -> denied(call, refusal, key, null);
      default -> dropped++;
    }
  }

  private void denied(Call call, Refusal refusal, Key key, @Nullable Revision at) {
    List<Part> tried = new ArrayList<>();
    if (call.operation() instanceof Operation.Write write) {
      for (Part part : refusing(write)) {
        if (universe.key(Task.keyOf(part)).equals(key)) {
          tried.add(part);
        }
      }
    }
    if (tried.isEmpty()) {
      misfits.put(call, "it was refused for a key that it does not write or check");
      return;
    }
    long revision = at == null ? Part.UNTOLD : told(at);
    tasks.add(
        Task.required(
            call, List.of(new Part.Denied(universe.number(key), refusal, revision, tried))));
  }

  /** Steps are refused one by one; only what all of them wait for refuses the whole. */
  private List<Part> refusing(Operation.Write write) {
    if (write instanceof Operation.Steps steps) {
      List<Part> checks = new ArrayList<>();
      checks(checks, steps.checks());
      return checks;
    }
    return parts(write, null);
  }

  private void write(
      Call call,
      Operation.Write write,
      @Nullable Result result,
      java.util.function.BiFunction<Call, List<Part>, Task> task) {
    if (crossesShards(write)) {
      misfits.put(call, "a batch over several shards can't be done");
      return;
    }
    byShard(parts(write, result)).forEach(parts -> tasks.add(task.apply(call, parts)));
  }

  private boolean crossesShards(Operation.Write write) {
    return (write instanceof Operation.Batch || write instanceof Operation.Steps)
        && Universe.keys(write).stream().mapToInt(rules.shardOf()).distinct().count() > 1;
  }

  private List<Part> parts(Operation.Write write, @Nullable Result result) {
    List<Part> parts = new ArrayList<>();
    switch (write) {
      case Operation.Change change -> parts.add(change(change, result));
      case Operation.SetMany many -> changes(parts, many.sets(), result);
      case Operation.Batch batch -> {
        checks(parts, batch.checks());
        changes(parts, batch.changes(), result);
      }
      case Operation.Steps steps -> {
        checks(parts, steps.checks());
        for (int i = 0; i < steps.steps().size(); i++) {
          Result own = result instanceof Result.Many(var results) ? results.get(i) : null;
          step(parts, steps.steps().get(i), own);
        }
      }
    }
    return parts;
  }

  private void checks(List<Part> parts, List<Operation.Check> checks) {
    for (Operation.Check check : checks) {
      parts.add(new Part.Check(universe.number(check.key()), check.condition()));
    }
  }

  /** Of several steps one, which is done or refused by itself. */
  private void step(List<Part> parts, Step step, @Nullable Result result) {
    switch (step) {
      case Step.Look(Key key) when result != null -> parts.add(look(key, result, true));
      case Step.Peek(Key key) when result != null -> parts.add(look(key, result, false));
      case Step.Look _, Step.Peek _ -> {}
      case Step.Make(Operation.Change change) when result instanceof Result.Failed(var refusal) ->
          failed(parts, change, refusal);
      case Step.Make(Operation.Change change) when result == null && isChoosy(change) ->
          throw notJudged(step); // it may have been refused while the others were done
      case Step.Make(Operation.Change change) -> parts.add(change(change, result));
      case Step other -> throw notJudged(other);
    }
  }

  private void failed(List<Part> parts, Operation.Change change, Refusal refusal) {
    long revision =
        refusal instanceof Refusal.ConditionFailed(var _, Revision at) ? told(at) : Part.UNTOLD;
    boolean forWhatItHeld =
        refusal instanceof Refusal.ConditionFailed
            || refusal instanceof Refusal.NotAnInteger
            || refusal instanceof Refusal.Overflow;
    if (forWhatItHeld) {
      List<Part> tried = List.of(change(change, null));
      parts.add(new Part.Denied(universe.number(change.key()), refusal, revision, tried));
    }
  }

  private static boolean isChoosy(Operation.Change change) {
    return switch (change) {
      case Operation.Set set -> !(set.condition() instanceof Condition.Always);
      case Operation.Delete delete -> !(delete.condition() instanceof Condition.Always);
      case Operation.Increment _, Operation.Append _ -> false;
    };
  }

  static IllegalArgumentException notJudged(Step step) {
    return new IllegalArgumentException("histories with such a step are not judged: " + step);
  }

  private void changes(
      List<Part> parts, List<? extends Operation.Change> changes, @Nullable Result result) {
    for (int i = 0; i < changes.size(); i++) {
      Result own = result instanceof Result.Many(var results) ? results.get(i) : null;
      parts.add(change(changes.get(i), own));
    }
  }

  private Part change(Operation.Change change, @Nullable Result result) {
    long revision =
        switch (result) {
          case Result.Written written -> told(written.revision());
          case Result.Updated updated -> told(updated.revision());
          case Result.Deleted deleted when deleted.existed() -> told(deleted.revision());
          case null, default -> Part.UNTOLD;
        };
    return new Part.Change(universe.number(change.key()), change, result, revision);
  }

  private void read(Call call, Operation.Read read, Result result) {
    List<Part> parts =
        switch (read) {
          case Operation.Get get -> List.of(look(get.key(), result, true));
          case Operation.Contains contains -> List.of(look(contains.key(), result, false));
          case Operation.GetMany many -> looks(many, result);
          case Operation.Scan scan -> scan(call, scan, (Result.Page) result);
          case Operation.Count count -> count(call, count, (Result.Counted) result);
        };
    for (List<Part> together : byShard(parts)) {
      if (width(together) <= rules.widestRead()) {
        tasks.add(Task.required(call, together));
      } else {
        split++;
        together.stream()
            .filter(part -> part instanceof Part.Look)
            .forEach(part -> tasks.add(Task.required(call, List.of(part))));
      }
    }
  }

  private static int width(List<Part> parts) {
    Set<Integer> keys = new HashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Population population) {
        keys.addAll(population.keys());
      } else {
        keys.add(Task.keyOf(part));
      }
    }
    return keys.size();
  }

  private List<Part> looks(Operation.GetMany many, Result result) {
    List<Part> looks = new ArrayList<>();
    for (int i = 0; i < many.keys().size(); i++) {
      looks.add(look(many.keys().get(i), ((Result.Many) result).results().get(i), true));
    }
    return looks;
  }

  private Part look(Key key, Result result, boolean whole) {
    long revision = result instanceof Result.Found found ? told(found.revision()) : Part.UNTOLD;
    return new Part.Look(universe.number(key), result, whole, revision);
  }

  /** A page shows every key up to its last one, or of all if no more follow, as it was. */
  private List<Part> scan(Call call, Operation.Scan scan, Result.Page page) {
    Map<Key, Result> shown = new HashMap<>();
    for (Result.Entry entry : page.entries()) {
      shown.put(entry.key(), new Result.Found(entry.value(), entry.revision(), entry.ttl()));
    }
    Key after = scan.after().orElse(null);
    Key last = page.entries().isEmpty() ? after : page.entries().getLast().key();
    List<Part> parts = new ArrayList<>();
    if (!page.more() || !page.entries().isEmpty()) {
      for (int key : universe.range(scan.prefix(), after, page.more() ? last : null)) {
        Result result = shown.getOrDefault(universe.key(key), new Result.Missing());
        parts.add(look(universe.key(key), result, true));
      }
    }
    if (page.more()) {
      List<Integer> beyond = universe.range(scan.prefix(), last, null);
      if (beyond.isEmpty()) {
        misfits.put(call, "more keys are said to follow, but nobody ever named one");
      } else {
        population(parts, beyond, 1, Long.MAX_VALUE);
      }
    }
    return parts;
  }

  private List<Part> count(Call call, Operation.Count count, Result.Counted counted) {
    List<Integer> keys = universe.range(count.prefix(), null, null);
    List<Part> parts = new ArrayList<>();
    if (counted.keys() > keys.size() || counted.keys() < 0) {
      misfits.put(call, "there are at most " + keys.size() + " such keys");
    } else if (!keys.isEmpty()) {
      population(parts, keys, counted.keys(), counted.keys());
    }
    return parts;
  }

  /** Shards are looked at one after the other, so a number over several of them says little. */
  private void population(List<Part> parts, List<Integer> keys, long least, long most) {
    if (keys.stream().mapToInt(universe::shard).distinct().count() == 1
        && keys.size() <= rules.widestRead()) {
      parts.add(new Part.Population(keys, least, most));
    } else {
      unchecked++;
    }
  }

  private List<List<Part>> byShard(List<Part> parts) {
    Function<Part, Integer> shard =
        part ->
            universe.shard(
                part instanceof Part.Population population
                    ? population.keys().getFirst()
                    : Task.keyOf(part));
    Map<Integer, List<Part>> shards = new TreeMap<>();
    for (Part part : parts) {
      shards.computeIfAbsent(shard.apply(part), s -> new ArrayList<>()).add(part);
    }
    return List.copyOf(shards.values());
  }

  private long told(Revision revision) {
    return rules.revisions() ? revision.index() : Part.UNTOLD;
  }
}
