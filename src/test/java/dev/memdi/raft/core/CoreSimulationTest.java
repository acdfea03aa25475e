package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Seeded runs of whole groups: nothing that must hold is ever broken, and they recover. */
class CoreSimulationTest {
  private static final int SEEDS = Integer.getInteger("core.seeds", 300);
  private static final long FIRST = Long.getLong("core.seed", 0);
  private static final long MILLIS_OF_FAULTS = 2_000;

  @Test
  void everySeedKeepsEveryInvariantAndRecovers() {
    Coverage coverage = new Coverage();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      run(seed, SafetyRules.RAFT, coverage);
    }
    System.out.println(coverage);
    assertThat(coverage.of(Effect.TookOffice.class)).isNotEmpty();
  }

  static void run(long seed, SafetyRules rules, Coverage coverage) {
    CoreSimulation world = new CoreSimulation(seed, rules, coverage);
    try {
      world.run(MILLIS_OF_FAULTS);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d: %s%n%s".formatted(seed, e.getMessage(), world), e);
    }
  }
}
