package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What all this is for: bugs that need a rare order of things are found, and found again. */
class PlantedBugTest {
  private static final int SEEDS = 30;

  @Test
  void aQuorumThatIsNoMajorityIsFoundOut() {
    var scenario = new QuorumScenario(1, 60);
    long found =
        LongStream.range(0, SEEDS)
            .filter(seed -> !scenario.run(seed, Trace.ofHash()).staleReads().isEmpty())
            .count();

    assertThat(found).isGreaterThan(SEEDS / 2);
  }

  @Test
  void theSeedOfAFailureReplaysIt() {
    var scenario = new QuorumScenario(1, 60).with(FaultPlan.of(Duration.ofSeconds(3)));
    long seed =
        LongStream.range(0, SEEDS)
            .filter(s -> !scenario.run(s, Trace.ofHash()).staleReads().isEmpty())
            .findFirst()
            .orElseThrow();

    assertThat(scenario.run(seed, Trace.ofHash())).isEqualTo(scenario.run(seed, Trace.ofHash()));
  }

  @Test
  void aMajorityNeverReadsStale() {
    var scenario =
        new QuorumScenario(QuorumScenario.MAJORITY, 100).with(FaultPlan.of(Duration.ofSeconds(5)));
    for (long seed = 0; seed < SEEDS; seed++) {
      QuorumScenario.Result result = scenario.run(seed, Trace.ofHash());
      assertThat(result.staleReads()).as("seed %d", seed).isEmpty();
      assertThat(result.done()).as("seed %d", seed).isTrue();
    }
  }
}
