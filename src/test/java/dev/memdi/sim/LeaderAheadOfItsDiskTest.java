package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.raft.core.SafetyRules;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.SimulationFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a leader took in while its disk was slow, one of its two followers has on disk and the other
 * has not heard of; then both who have it lose power, and the leader and who has not heard come to
 * an agreement alone.
 */
class LeaderAheadOfItsDiskTest {
  private static final Scenario SCENARIO = Scenario.threeNodes().onDisk();

  private static final Bug COUNTS_ITSELF =
      Bug.of(
          "counts itself for entries that are not on its disk",
          new SafetyRules() {
            @Override
            public long heldByLeader(long persisted, long lastIndex) {
              return lastIndex;
            }
          });

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dev.memdi.sim.Misfortune#seeds")
  void whatIsCommittedIsKnownToTheRestOfAMajority(long seed) {
    assertThat(Misfortune.befalls(SCENARIO, seed, LeaderAheadOfItsDiskTest::course))
        .isGreaterThan(50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dev.memdi.sim.Misfortune#seeds")
  void itIsNoticedIfALeaderCountsItselfForWhatItsDiskLacks(long seed) {
    assertThatThrownBy(() ->
            Misfortune.befalls(
                SCENARIO.with(COUNTS_ITSELF), seed, LeaderAheadOfItsDiskTest::course))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("without committed");
  }

  private static void course(Misfortune it) {
    SimNode leader = it.cluster.leaderOf(0).orElseThrow();
    List<SimNode> followers = it.world.nodes().stream().filter(node -> node != leader).toList();
    int which = it.world.random().nextInt(2);
    SimNode hears = followers.get(which);
    SimNode deaf = followers.get(1 - which);

    it.world.network().deafen(deaf);
    leader.disks().troubles().extraDelay(Duration.ofSeconds(10));
    it.world.run(Duration.ofMillis(200));
    leader.kill();
    hears.kill();
    leader.disks().troubles().extraDelay(Duration.ZERO);
    it.world.network().heal();
    it.cluster.start(leader);
    it.await(() -> it.cluster.leaderOf(0).isPresent());
    it.cluster.start(hears);
  }
}
