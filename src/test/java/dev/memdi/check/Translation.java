package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * What a write comes to, key by key, is in {@link Parts}.
 */
final class Translation {
  private final Rules rules;
  final Universe universe;
  private final Parts parts;
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
    this.parts = new Parts(universe, rules);
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
    List<Part> tried =
        call.operation() instanceof Operation.Write write && Universe.keys(write).contains(key)
            ? refusing(write).stream()
                .filter(part -> part.keys().contains(universe.number(key)))
                .toList()
            : List.of();
    if (tried.isEmpty()) {
      misfits.put(call, "it was refused for a key that it does not write or check");
      return;
    }
    long revision = at == null ? Part.UNTOLD : parts.told(at);
    tasks.add(
        Task.required(
            call, List.of(new Part.Denied(universe.number(key), refusal, revision, tried))));
  }

  /** Steps are refused one by one; only what all of them wait for refuses the whole. */
  private List<Part> refusing(Operation.Write write) {
    return write instanceof Operation.Steps steps
        ? parts.checks(steps.checks())
        : parts.of(write, null);
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
    byShard(parts.of(write, result)).forEach(own -> tasks.add(task.apply(call, own)));
  }

  private boolean crossesShards(Operation.Write write) {
    return (write instanceof Operation.Batch || write instanceof Operation.Steps)
        && Universe.keys(write).stream().mapToInt(rules.shardOf()).distinct().count() > 1;
  }

  private void read(Call call, Operation.Read read, Result result) {
    List<Part> seen =
        switch (read) {
          case Operation.Get get -> List.of(parts.look(get.key(), result, true));
          case Operation.Contains contains -> List.of(parts.look(contains.key(), result, false));
          case Operation.GetMany many -> looks(many, result);
          case Operation.Scan scan -> scan(call, scan, (Result.Page) result);
          case Operation.Count count -> count(call, count, (Result.Counted) result);
        };
    for (List<Part> together : byShard(seen)) {
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
    parts.forEach(part -> keys.addAll(part.keys()));
    return keys.size();
  }

  private List<Part> looks(Operation.GetMany many, Result result) {
    List<Part> looks = new ArrayList<>();
    for (int i = 0; i < many.keys().size(); i++) {
      looks.add(parts.look(many.keys().get(i), ((Result.Many) result).results().get(i), true));
    }
    return looks;
  }

  /** A page shows every key up to its last one, or of all if no more follow, as it was. */
  private List<Part> scan(Call call, Operation.Scan scan, Result.Page page) {
    Map<Key, Result> shown = new HashMap<>();
    for (Result.Entry entry : page.entries()) {
      shown.put(entry.key(), new Result.Found(entry.value(), entry.revision(), entry.ttl()));
    }
    Key after = scan.after().orElse(null);
    Key last = page.entries().isEmpty() ? after : page.entries().getLast().key();
    List<Part> seen = new ArrayList<>();
    if (!page.more() || !page.entries().isEmpty()) {
      for (int key : universe.range(scan.prefix(), after, page.more() ? last : null)) {
        Result result = shown.getOrDefault(universe.key(key), new Result.Missing());
        seen.add(parts.look(universe.key(key), result, true));
      }
    }
    if (page.more()) {
      List<Integer> beyond = universe.range(scan.prefix(), last, null);
      if (beyond.isEmpty()) {
        misfits.put(call, "more keys are said to follow, but nobody ever named one");
      } else {
        population(seen, beyond, 1, Long.MAX_VALUE);
      }
    }
    return seen;
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
    Map<Integer, List<Part>> shards = new TreeMap<>();
    for (Part part : parts) {
      int shard = universe.shard(part.keys().getFirst());
      shards.computeIfAbsent(shard, s -> new ArrayList<>()).add(part);
    }
    return List.copyOf(shards.values());
  }
}
