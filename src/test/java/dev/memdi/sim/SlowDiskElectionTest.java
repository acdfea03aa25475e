package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.sim.world.SimNode;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Votes take long, for each goes to disk first, and disks are slow: whoever asks for them, and
 * whoever gave one, has to wait for what comes of it and not begin another election meanwhile.
 */
class SlowDiskElectionTest {
  private static final Duration LEAST = Duration.ofMillis(600);
  private static final Duration MOST = Duration.ofMillis(900);

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dev.memdi.sim.Misfortune#seeds")
  void someoneIsElected(long seed) {
    assertThat(
            Misfortune.befalls(Scenario.threeNodes().onDisk(), seed, SlowDiskElectionTest::course))
        .isGreaterThan(50);
  }

  private static void course(Misfortune it) {
    SimNode leader = it.cluster.leaderOf(0).orElseThrow();
    it.world.nodes().forEach(node -> node.disks().troubles().delays(LEAST, MOST));
    leader.kill();
    it.await(() -> it.cluster.leaderOf(0).filter(node -> node != leader).isPresent());
    it.world.nodes().forEach(node -> node.disks().troubles().delays(Duration.ZERO, Duration.ZERO));
    it.cluster.start(leader);
  }
}
