package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Request;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.SimulationFailure;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A leader that is cut off takes in more than the others commit without it under the next one; then
 * that one is cut off, and of the other two the one knows more entries, and the other later ones.
 */
class LongerLogOfAnEarlierTermTest {
  private static final Scenario SCENARIO = Scenario.threeNodes().withoutClients();
  private static final int WRITES = 50;

  private static final Bug COMPARES_LENGTHS =
      Bug.of(
          "compares the length of logs, not their last terms",
          new SafetyRules() {
            @Override
            public boolean isUpToDate(Candidacy candidacy, long lastTerm, long lastIndex) {
              return candidacy.lastIndex() >= lastIndex;
            }
          });

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dev.memdi.sim.Misfortune#seeds")
  void whoKnowsTheLaterOnesLeads(long seed) {
    assertThat(Misfortune.befalls(SCENARIO, seed, LongerLogOfAnEarlierTermTest::course))
        .isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("dev.memdi.sim.Misfortune#seeds")
  void itIsNoticedIfWhoKnowsMoreDoes(long seed) {
    assertThatThrownBy(() ->
            Misfortune.befalls(
                SCENARIO.with(COMPARES_LENGTHS), seed, LongerLogOfAnEarlierTermTest::course))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("without committed");
  }

  private static void course(Misfortune it) {
    SimNode first = it.cluster.leaderOf(0).orElseThrow();
    it.world.network().split(Set.of(first));
    Cluster.Life cutOff = it.cluster.life(first).orElseThrow();
    IntStream.range(0, WRITES).forEach(i -> write(cutOff, "v" + i));

    it.await(() -> it.cluster.leaderOf(0).filter(leader -> leader != first).isPresent());
    SimNode second = it.cluster.leaderOf(0).orElseThrow();
    it.world.run(Duration.ofMillis(200)); // in which it commits that it leads
    it.world.network().heal();
    it.world.network().split(Set.of(second));
    it.await(() -> it.cluster.leaderOf(0).filter(leader -> leader != second).isPresent());
    it.world.network().heal();
  }

  private static void write(Cluster.Life edge, String value) {
    Key key =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> Key.utf8("k" + i))
            .filter(k -> edge.shardOf(k) == 0)
            .findFirst()
            .orElseThrow();
    edge.router(key)
        .submit(
            new Request(
                Operation.Set.of(key, Bytes.utf8(value)),
                Ack.QUORUM,
                Consistency.LINEARIZABLE,
                Duration.ofSeconds(4)),
            outcome -> {});
  }
}
