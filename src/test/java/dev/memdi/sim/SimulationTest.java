package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.sim.world.Trace;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Simulated clusters under faults: every seed must pass. A failure names its seed. */
class SimulationTest {
  static LongStream seeds() {
    String only = System.getProperty("sim.seed", "");
    return only.isEmpty()
        ? LongStream.rangeClosed(1, Integer.getInteger("sim.seeds", 60))
        : LongStream.of(Long.parseLong(only));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void threeNodesUnderFaults(long seed) {
    try (Simulation simulation = new Simulation(seed, Scenario.threeNodes())) {
      Simulation.Report report = simulation.run();
      assertThat(report.done()).isGreaterThan(50);
    }
  }

  @Test
  void oneSeedTwiceIsOneRun() {
    assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
  }

  private static String trace(long seed) {
    try (Simulation simulation = new Simulation(seed, Scenario.threeNodes(), Trace.ofLines())) {
      return simulation.run().trace();
    }
  }
}
