package dev.memdi.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A good history in which one answer is a lie: always decided upon, and often enough rejected. */
class LyingHistoriesTest {
  private static final int SEEDS = 6;

  /** Ways to lie: the answer instead of a true one, or null if it is not one to lie about. */
  enum Lie {
    /** A read shows what the last but one of its key saw. */
    OUTDATED((before, told) ->
        told.result() instanceof Result.Found && before.size() > 1
            ? new Outcome.Done(before.get(before.size() - 2), told.assurance())
            : null),
    /** A read shows another value at the right revision. */
    DISTORTED((before, told) ->
        told.result() instanceof Result.Found found
                && before.size() > 1
                && before.get(before.size() - 2) instanceof Result.Found old
            ? new Outcome.Done(
                new Result.Found(old.value(), found.revision(), found.ttl()), told.assurance())
            : null),
    /** A read misses a key that is there. */
    GONE((before, told) ->
        told.result() instanceof Result.Found
            ? new Outcome.Done(new Result.Missing(), told.assurance())
            : null),
    /** A write that was done is said to have been refused. */
    DENIED((before, told) ->
        told.result() instanceof Result.Written || told.result() instanceof Result.Updated
            ? new Outcome.Refused(new Refusal.Busy("queue"))
            : null);

    private final BiFunction<List<Result>, Outcome.Done, @Nullable Outcome> instead;

    Lie(BiFunction<List<Result>, Outcome.Done, @Nullable Outcome> instead) {
      this.instead = instead;
    }
  }

  static Stream<Arguments> lies() {
    return SimulatedHistoriesTest.workloads().stream()
        .flatMap(workload -> Stream.of(Lie.values()).map(lie -> Arguments.of(workload, lie)));
  }

  /** Not every lie can be found out: a write that was denied may never be seen. */
  @ParameterizedTest
  @MethodSource("lies")
  void rejected(SimulatedRun.Workload workload, Lie lie) {
    int told = 0;
    int rejected = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      History good = SimulatedRun.of(seed, workload);
      History bad = with(lie, good, seed);
      told += bad.equals(good) ? 0 : 1;
      Verdict verdict = Linearizability.check(bad, workload.rules());
      assertFalse(verdict instanceof Verdict.Undecided, "seed " + seed + ": " + verdict);
      if (verdict instanceof Verdict.Violation violation) {
        rejected++;
        assertTrue(violation.explanation().contains("|-"), violation.explanation());
      }
    }
    assertTrue(told > SEEDS / 2, told + " lies were told");
    assertTrue(rejected >= told / 3, rejected + " of " + told + " were found out");
  }

  /** The history with one lie somewhere behind its middle. */
  static History with(Lie lie, History good, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Event> events = new ArrayList<>(good.events());
    Map<Long, Key> asked = new HashMap<>();
    Map<Key, List<Result>> seen = new HashMap<>();
    int from = events.size() / 2 + random.nextInt(events.size() / 4);
    for (int i = 0; i < events.size(); i++) {
      switch (events.get(i)) {
        case Event.Invoked(long call, int p, long at, Operation.Get get, var ack) ->
            asked.put(call, get.key());
        case Event.Invoked(long call, int p, long at, Operation.Change change, var ack) ->
            asked.put(call, change.key());
        case Event.Completed(long call, int process, long at, Outcome.Done told)
            when asked.containsKey(call) && !(told.assurance() instanceof Assurance.Stale) -> {
          List<Result> before = seen.computeIfAbsent(asked.get(call), key -> new ArrayList<>());
          Outcome instead = i < from ? null : lie.instead.apply(before, told);
          if (instead != null && !instead.equals(told)) {
            events.set(i, new Event.Completed(call, process, at, instead));
            return new History(events);
          }
          if (told.result() instanceof Result.Found) {
            before.add(told.result());
          }
        }
        default -> {}
      }
    }
    return good;
  }
}
