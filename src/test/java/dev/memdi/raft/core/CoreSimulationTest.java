package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Seeded runs of whole groups: what must hold is never broken, and they recover. A failure names
 * its seed; {@code -Dcore.seed=7 -Dcore.seeds=1} runs that one alone.
 */
class CoreSimulationTest {
  private static final long FIRST = Long.getLong("core.seed", 0);
  private static final long SEEDS = Long.getLong("core.seeds", 400);
  private static final long MILLIS_OF_FAULTS = Long.getLong("core.millis", 2_000);

  @Test
  void everySeedKeepsEveryInvariantAndRecovers() {
    Coverage coverage = new Coverage();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      run(seed, SafetyRules.RAFT, coverage);
    }
    if (SEEDS >= 400) {
      assertThat(coverage.missing(SEEDS / 100, Effect.class, Message.class, Durable.class))
          .as("what hardly ever happened; no step founds, discards, begins or ends one")
          .containsExactlyInAnyOrder("Founded", "Discarded", "Exposed", "Settled");
    }
  }

  @Test
  void oneSeedRunTwiceIsTheSameRun() {
    Coverage once = new Coverage();
    Coverage again = new Coverage();

    CoreSimulation one = run(FIRST, SafetyRules.RAFT, once);
    CoreSimulation other = run(FIRST, SafetyRules.RAFT, again);

    assertThat(other).hasToString(one.toString());
    assertThat(again).hasToString(once.toString());
  }

  /** What is left after a loss, all agree on, and they go on from there. */
  @Test
  void groupsThatAcceptALossGoOnFromTheLongestLog() {
    Coverage coverage = new Coverage();
    int losses = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      losses += run(seed, new CoreSimulation(seed, SafetyRules.RAFT, coverage, true)).losses();
    }
    assertThat(losses).isGreaterThan((int) (SEEDS / 10));
  }

  static CoreSimulation run(long seed, SafetyRules rules, Coverage coverage) {
    return run(seed, new CoreSimulation(seed, rules, coverage));
  }

  private static CoreSimulation run(long seed, CoreSimulation world) {
    try {
      world.run(MILLIS_OF_FAULTS);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed %d: %s%n%s".formatted(seed, e.getMessage(), world), e);
    }
    return world;
  }
}
