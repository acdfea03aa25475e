package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients of a store that is linearizable by construction, in virtual time: each operation takes
 * effect in each shard at one random moment between its invocation and its completion, or, if its
 * client gave up, perhaps later and perhaps never. What it makes is a good history.
 */
final class SimulatedRun {
  /**
   * @param freshValues every write has a value of its own, as a test's workload should; else few
   * @param unknown how many of a hundred writes are given up
   * @param tied how many of a hundred operations are of several keys
   * @param mortal how many of a hundred sets have a time to live
   * @param mixed whether the keys that are set are those that are counted with and appended to
   */
  record Workload(
      int clients,
      int calls,
      int keys,
      int shards,
      boolean freshValues,
      int unknown,
      int tied,
      int mortal,
      boolean mixed) {
    static final Workload SIMPLE = new Workload(8, 300, 4, 2, true, 5, 0, 0, false);

    Rules rules() {
      return Rules.STRICT
          .withSlack(Duration.ZERO, 0)
          .withShards(key -> Math.floorMod(key.hashCode(), shards));
    }
  }

  private final Workload workload;
  private final RandomGenerator random;
  private final List<PlainStore> shards = new ArrayList<>();
  private final long[] indices;
  private final PriorityQueue<Happening> agenda =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::at).thenComparingLong(Happening::number));
  private final List<Seen> past = new ArrayList<>();
  private long now;
  private long number;
  private int asked;
  private final Recorder recorder = Recorder.plain(() -> now);

  private record Happening(long at, long number, Runnable what) {}

  /** What somebody saw of a key once, to be shown again in stale reads. */
  private record Seen(Key key, Result result) {}

  private SimulatedRun(long seed, Workload workload) {
    this.workload = workload;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.indices = new long[workload.shards()];
    for (int i = 0; i < workload.shards(); i++) {
      shards.add(new PlainStore());
    }
  }

  static History of(long seed, Workload workload) {
    SimulatedRun run = new SimulatedRun(seed, workload);
    for (int client = 0; client < workload.clients(); client++) {
      run.later(run.pause(), client, run::ask);
    }
    while (!run.agenda.isEmpty()) {
      Happening next = run.agenda.remove();
      run.now = next.at();
      next.what().run();
    }
    return run.recorder.history();
  }

  private void later(long delay, int client, java.util.function.IntConsumer what) {
    agenda.add(new Happening(now + delay, number++, () -> what.accept(client)));
  }

  /** Up to two milliseconds, and often no time at all. */
  private long pause() {
    return random.nextInt(4) == 0 ? 0 : random.nextInt(2_000) * 1_000L;
  }

  private boolean chance(int ofAHundred) {
    return random.nextInt(100) < ofAHundred;
  }

  private void ask(int client) {
    if (asked >= workload.calls()) {
      return;
    }
    int serial = asked++;
    Operation operation = chance(workload.tied()) ? ofSeveral(serial) : ofOne(serial);
    long call =
        recorder.invoked(
            client,
            new Request(operation, Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(1)));
    int fate = random.nextInt(100);
    if (operation instanceof Operation.Write && fate < workload.unknown()) {
      giveUp(client, call, operation);
    } else if (fate < workload.unknown() + 2) {
      later(pause(), client, c -> end(c, call, new Outcome.Refused(new Refusal.Busy("queue"))));
    } else if (operation instanceof Operation.Get get && chance(5)) {
      later(pause(), client, c -> end(c, call, stale(get.key())));
    } else {
      answer(client, call, operation);
    }
  }

  /** The client hears nothing, or that nothing is known; the write happens some time, or never. */
  private void giveUp(int client, long call, Operation operation) {
    Map<Integer, Operation> parts = parts(operation);
    if (random.nextBoolean()) {
      parts.forEach((shard, part) -> later(20 * pause(), client, c -> apply(shard, part)));
    }
    if (random.nextBoolean()) {
      later(pause(), client, c -> end(c, call, new Outcome.Unknown("timed out")));
    } else {
      later(pause(), client, this::ask); // without an answer to the last
    }
  }

  private void answer(int client, long call, Operation operation) {
    Map<Integer, Operation> parts = parts(operation);
    Map<Integer, Object> results = new TreeMap<>();
    boolean byLeaderAlone = operation instanceof Operation.Change && chance(workload.unknown() / 2);
    boolean lost = byLeaderAlone && chance(50);
    long longest = 0;
    for (Map.Entry<Integer, Operation> part : parts.entrySet()) {
      int shard = part.getKey();
      long delay = pause();
      longest = Math.max(longest, delay);
      later(
          delay,
          client,
          c -> results.put(shard, lost ? loss(shard) : apply(shard, part.getValue())));
    }
    later(
        longest + pause(),
        client,
        c -> {
          Assurance assurance =
              operation instanceof Operation.Read
                  ? new Assurance.Linearizable()
                  : new Assurance.Acknowledged(byLeaderAlone ? Ack.LEADER : Ack.QUORUM);
          Object result = lost ? told(operation, shard(operation)) : join(operation, results);
          end(c, call, PlainStore.told(result, assurance));
        });
  }

  private int shard(Operation operation) {
    return parts(operation).keySet().iterator().next();
  }

  private static Object loss(int shard) {
    return new Result.Missing();
  }

  /** What a leader may tell of a write that is then lost with it. */
  private Result told(Operation operation, int shard) {
    Revision revision = new Revision(indices[shard] + 1 + random.nextInt(3));
    return switch (operation) {
      case Operation.Set set -> new Result.Written(revision, random.nextBoolean());
      case Operation.Delete delete -> new Result.Deleted(revision, random.nextBoolean());
      default -> new Result.Updated(Bytes.utf8("lost"), revision);
    };
  }

  private void end(int client, long call, Outcome outcome) {
    recorder.completed(call, outcome);
    later(pause(), client, this::ask);
  }

  private Object apply(int shard, Operation operation) {
    if (operation instanceof Operation.Write) {
      indices[shard] += chance(10) ? 2 : 1; // the log holds other entries as well
    }
    Object result =
        shards.get(shard).apply(operation, now, new Revision(Math.max(1, indices[shard])));
    for (Key key : Universe.keys(operation)) {
      Object seen = shards.get(shard).apply(new Operation.Get(key), now, Revision.NONE);
      past.add(new Seen(key, (Result) seen));
    }
    return result;
  }

  private Outcome stale(Key key) {
    List<Seen> known = past.stream().filter(seen -> seen.key().equals(key)).toList();
    Result result =
        known.isEmpty() ? new Result.Missing() : known.get(random.nextInt(known.size())).result();
    return new Outcome.Done(result, new Assurance.Stale(Duration.ofMillis(5)));
  }

  /** What an operation asks of each shard. */
  private Map<Integer, Operation> parts(Operation operation) {
    var shardOf = workload.rules().shardOf();
    Map<Integer, Operation> parts = new TreeMap<>();
    switch (operation) {
      case Operation.GetMany many ->
          many.keys().stream()
              .collect(Collectors.groupingBy(shardOf::applyAsInt))
              .forEach((shard, keys) -> parts.put(shard, new Operation.GetMany(keys)));
      case Operation.SetMany many ->
          many.sets().stream()
              .collect(Collectors.groupingBy(set -> shardOf.applyAsInt(set.key())))
              .forEach((shard, sets) -> parts.put(shard, new Operation.SetMany(sets)));
      case Operation.Scan scan -> everywhere(parts, scan);
      case Operation.Count count -> everywhere(parts, count);
      default -> parts.put(shardOf.applyAsInt(Universe.keys(operation).getFirst()), operation);
    }
    return parts;
  }

  private void everywhere(Map<Integer, Operation> parts, Operation operation) {
    for (int shard = 0; shard < workload.shards(); shard++) {
      parts.put(shard, operation);
    }
  }

  /** One result from those of the shards. */
  private Object join(Operation operation, Map<Integer, Object> results) {
    var shardOf = workload.rules().shardOf();
    Optional<Object> refusal =
        results.values().stream().filter(Refusal.class::isInstance).findFirst();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return switch (operation) {
      case Operation.GetMany many -> joinMany(many.keys(), shardOf, results);
      case Operation.SetMany many ->
          joinMany(many.sets().stream().map(Operation.Set::key).toList(), shardOf, results);
      case Operation.Count count ->
          new Result.Counted(
              results.values().stream().mapToLong(r -> ((Result.Counted) r).keys()).sum());
      case Operation.Scan scan -> {
        List<Result.Entry> entries = new ArrayList<>();
        boolean more = false;
        for (Object result : results.values()) {
          entries.addAll(((Result.Page) result).entries());
          more |= ((Result.Page) result).more();
        }
        entries.sort(Comparator.comparing(Result.Entry::key));
        more |= entries.size() > scan.limit();
        yield new Result.Page(entries.subList(0, Math.min(scan.limit(), entries.size())), more);
      }
      default -> results.values().iterator().next();
    };
  }

  private static Result joinMany(
      List<Key> keys, java.util.function.ToIntFunction<Key> shardOf, Map<Integer, Object> results) {
    Map<Integer, Integer> taken = new TreeMap<>();
    List<Result> joined = new ArrayList<>();
    for (Key key : keys) {
      int shard = shardOf.applyAsInt(key);
      int place = taken.merge(shard, 1, Integer::sum) - 1;
      joined.add(((Result.Many) results.get(shard)).results().get(place));
    }
    return new Result.Many(joined);
  }

  private Operation ofOne(int serial) {
    Key key = key();
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> new Operation.Get(key);
      case 4 -> new Operation.Contains(key);
      case 5 -> new Operation.Delete(key, condition(serial));
      case 6, 7 -> new Operation.Increment(other("n", key), 1 + random.nextInt(2));
      case 8 -> new Operation.Get(other("n", key));
      case 9 ->
          new Operation.Append(
              other("s", key),
              workload.mixed()
                  ? Bytes.utf8(random.nextBoolean() ? "1" : "x")
                  : Bytes.utf8("," + value(serial)));
      case 10 -> new Operation.Get(other("s", key));
      default -> set(key, serial);
    };
  }

  private Operation ofSeveral(int serial) {
    Key key = key();
    return switch (random.nextInt(7)) {
      case 0 -> new Operation.GetMany(List.of(key, key(), other("n", key)));
      case 1 ->
          new Operation.SetMany(
              List.of(
                  Operation.Set.of(key, value(serial)), Operation.Set.of(key(), value(serial))));
      case 2 -> new Operation.Count(Bytes.utf8("k"));
      case 3 ->
          new Operation.Scan(
              Bytes.utf8("k"),
              random.nextBoolean() ? Optional.empty() : Optional.of(key),
              1 + random.nextInt(4));
      case 4, 5 -> steps(beside(key), serial);
      default -> {
        var shardOf = workload.rules().shardOf();
        Key other = key();
        other = shardOf.applyAsInt(other) == shardOf.applyAsInt(key) ? other : key;
        yield new Operation.Batch(
            List.of(new Operation.Check(other, condition(serial))),
            List.of(
                set(key, serial),
                random.nextBoolean()
                    ? set(other, serial)
                    : new Operation.Append(other, Bytes.utf8("+"))));
      }
    };
  }

  /** All keys in the shard of one. */
  private List<Key> beside(Key key) {
    var shardOf = workload.rules().shardOf();
    return IntStream.range(0, workload.keys())
        .mapToObj(k -> Key.utf8("k" + k))
        .filter(other -> shardOf.applyAsInt(other) == shardOf.applyAsInt(key))
        .toList();
  }

  private Operation.Steps steps(List<Key> keys, int serial) {
    List<Operation.Check> checks =
        random.nextBoolean()
            ? List.of()
            : List.of(new Operation.Check(one(keys), condition(serial)));
    List<Step> steps = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      steps.add(step(keys, serial));
    }
    return new Operation.Steps(checks, steps);
  }

  /** Bytes are put and decimals added to the first key alone: that makes all its values differ. */
  private Step step(List<Key> keys, int serial) {
    Key key = one(keys);
    return switch (random.nextInt(11)) {
      case 0, 1 -> new Step.Look(key);
      case 2 -> new Step.Peek(key);
      case 3 -> new Step.Make(new Operation.Delete(key, condition(serial)));
      case 4 -> new Step.Make(new Operation.Increment(key, 1 + random.nextInt(2)));
      case 5 ->
          new Step.Together(
              new Operation.Batch(
                  List.of(new Operation.Check(one(keys), condition(serial))),
                  List.of(set(key, serial), new Operation.Delete(one(keys), condition(serial)))));
      case 6 -> {
        long millis = random.nextInt(9);
        yield new Step.Retime(
            key,
            chance(workload.mortal()) ? Optional.of(Duration.ofMillis(millis)) : Optional.empty(),
            Step.When.values()[random.nextInt(6)]);
      }
      case 7 -> {
        List<Key> others = keys.subList(keys.size() / 2, keys.size());
        yield new Step.Copy(one(others), one(others), random.nextBoolean(), random.nextBoolean());
      }
      case 8 ->
          random.nextBoolean()
              ? new Step.Splice(
                  keys.getFirst(), random.nextInt(5) - 1, Bytes.utf8("7".repeat(random.nextInt(3))))
              : new Step.AddDecimal(keys.getFirst(), BigDecimal.valueOf(random.nextInt(20), 1));
      default -> new Step.Make(set(key, serial));
    };
  }

  private Key one(List<Key> keys) {
    return keys.get(random.nextInt(keys.size()));
  }

  private Key key() {
    return Key.utf8("k" + random.nextInt(workload.keys()));
  }

  private Key other(String kind, Key key) {
    return workload.mixed() ? key : Key.utf8(kind + key);
  }

  private Bytes value(int serial) {
    if (workload.mixed() && workload.freshValues()) {
      return Bytes.utf8(Integer.toString(1000 * serial));
    }
    return Bytes.utf8(
        workload.freshValues() ? "v" + serial : List.of("a", "b", "7").get(random.nextInt(3)));
  }

  private Operation.Set set(Key key, int serial) {
    Expiry expiry =
        chance(workload.mortal())
            ? random.nextInt(4) == 0
                ? Expiry.KEEP
                : new Expiry.After(Duration.ofMillis(1 + random.nextInt(8)))
            : Expiry.NEVER;
    return new Operation.Set(key, value(serial), expiry, condition(serial));
  }

  private Condition condition(int serial) {
    return switch (random.nextInt(10)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.PRESENT;
      case 2 -> new Condition.Holds(value(Math.max(0, serial - random.nextInt(10))));
      case 3 -> new Condition.AtRevision(new Revision(1 + random.nextInt(10 + serial / 2)));
      default -> Condition.ALWAYS;
    };
  }
}
