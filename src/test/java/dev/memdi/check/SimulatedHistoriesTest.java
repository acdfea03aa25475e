package dev.memdi.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No good history is ever rejected, or left undecided. */
class SimulatedHistoriesTest {
  private static final int SEEDS = 25;

  static List<SimulatedRun.Workload> workloads() {
    return List.of(
        SimulatedRun.Workload.SIMPLE,
        new SimulatedRun.Workload(16, 1000, 5, 2, true, 10, 0, 0, false),
        new SimulatedRun.Workload(8, 300, 4, 2, false, 5, 0, 0, false),
        new SimulatedRun.Workload(8, 300, 4, 2, true, 5, 0, 40, false),
        new SimulatedRun.Workload(8, 300, 4, 2, false, 5, 0, 40, false),
        new SimulatedRun.Workload(8, 300, 6, 2, true, 5, 20, 0, false),
        new SimulatedRun.Workload(8, 300, 6, 2, false, 5, 20, 0, false),
        new SimulatedRun.Workload(6, 300, 6, 1, true, 5, 20, 30, false),
        new SimulatedRun.Workload(8, 300, 4, 2, true, 5, 5, 10, true));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void accepted(SimulatedRun.Workload workload) {
    for (long seed = 0; seed < SEEDS; seed++) {
      History history = SimulatedRun.of(seed, workload);
      Verdict verdict = Linearizability.check(history, workload.rules());
      assertTrue(verdict instanceof Verdict.Ok, "seed " + seed + ": " + verdict);
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void acceptedWithoutRevisions(SimulatedRun.Workload workload) {
    for (long seed = 0; seed < SEEDS; seed++) {
      History history = SimulatedRun.of(seed, workload);
      Verdict verdict = Linearizability.check(history, workload.rules().withoutRevisions());
      assertTrue(verdict instanceof Verdict.Ok, "seed " + seed + ": " + verdict);
    }
  }
}
