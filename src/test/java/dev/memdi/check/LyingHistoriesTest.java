package dev.memdi.check;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.memdi.api.Assurance;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A good history in which one read shows what an older one saw: decided upon, and mostly rejected.
 */
class LyingHistoriesTest {
  private static final int SEEDS = 10;

  static List<SimulatedRun.Workload> workloads() {
    return SimulatedHistoriesTest.workloads();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void rejected(SimulatedRun.Workload workload) {
    int lies = 0;
    int rejected = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      History history = SimulatedRun.of(seed, workload);
      History lie = outdated(history, random);
      lies += lie.equals(history) ? 0 : 1;
      for (Rules rules : List.of(workload.rules(), workload.rules().withoutRevisions())) {
        Verdict verdict = Linearizability.check(lie, rules);
        assertFalse(verdict instanceof Verdict.Undecided, "seed " + seed + ": " + verdict);
        if (rules.revisions() && verdict instanceof Verdict.Violation violation) {
          rejected++;
          assertTrue(violation.explanation().contains("|-"), violation.explanation());
        }
      }
    }
    assertTrue(lies > SEEDS / 2 && rejected > lies / 2, rejected + " of " + lies + " rejected");
  }

  /** Some read, from the middle on, shows what the last but one of its key saw. */
  private static History outdated(History history, RandomGenerator random) {
    List<Event> events = new ArrayList<>(history.events());
    Map<Long, Key> asked = new HashMap<>();
    Map<Key, List<Result>> seen = new HashMap<>();
    int from = events.size() / 2 + random.nextInt(events.size() / 4);
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i)
          instanceof Event.Invoked(long call, int p, long t, Operation.Get get, var a)) {
        asked.put(call, get.key());
      } else if (events.get(i)
              instanceof
              Event.Completed(
                  long call,
                  int process,
                  long at,
                  Outcome.Done(Result result, Assurance how))
          && how instanceof Assurance.Linearizable
          && asked.containsKey(call)) {
        List<Result> before = seen.computeIfAbsent(asked.get(call), key -> new ArrayList<>());
        if (i >= from && before.size() > 1 && !before.get(before.size() - 2).equals(result)) {
          Result old = before.get(before.size() - 2);
          events.set(i, new Event.Completed(call, process, at, new Outcome.Done(old, how)));
          return new History(events);
        }
        before.add(result);
      }
    }
    return history;
  }
}
