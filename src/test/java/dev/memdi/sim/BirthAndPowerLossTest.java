package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.journal.Finding;
import dev.memdi.durable.journal.Inspection;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.SimulationFailure;
import dev.memdi.sim.world.Trace;
import dev.memdi.sim.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All nodes lose power while their shards are being born, at any moment: of the founders' disks
 * all, some or none know of it. The shards are born all the same, when the power is back.
 */
class BirthAndPowerLossTest {
  private static final Path DATA = Path.of("/data");
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int NODES = 3;
  private static final int SEEDS = 60;
  private static int cutShort;

  static LongStream seeds() {
    String only = System.getProperty("sim.seed", "");
    return only.isEmpty() ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(Long.parseLong(only));
  }

  @AfterAll
  static void someWereCutShort() {
    if (System.getProperty("sim.seed", "").isEmpty()) {
      assertThat(cutShort).as("shards of which a minority of disks knew").isGreaterThan(5);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aShardIsBornAtLast(long seed) throws IOException {
    Scenario scenario = Scenario.threeNodes().onDisk();
    try (World world = new World(seed, Trace.ofHash())) {
      Watchers watchers = new Watchers(world, new Coverage(), scenario.bug().lossRules());
      Cluster cluster = new Cluster(world, scenario, watchers);
      cluster.remind();
      assertThat(world.runUntil(() -> world.nodes().stream().anyMatch(this::isWritten), WITHIN))
          .isTrue();
      world.run(Duration.ofNanos(world.random().nextLong(8_000_000)));
      world.nodes().forEach(SimNode::kill);
      for (Set<String> logs : logsOfShards(world).values()) {
        cutShort += logs.size() <= NODES / 2 ? 1 : 0;
      }

      world.nodes().forEach(cluster::start);

      assertThat(world.runUntil(() -> cluster.isWhole(NODES), WITHIN))
          .as("whole again: %n%s", cluster.describe())
          .isTrue();
    }
  }

  /** Whoever is left holds something, and so there was a shard. */
  @Test
  void whereAMajoritysDisksAreEmptiedTheShardIsNotBornAnew() {
    assertThat(isBornAnewWithEmptiedDisks(Bug.NONE)).isFalse();
  }

  @Test
  void itIsNoticedIfSomebodyTakesABirthBackAfterItHasVoted() {
    Bug bug =
        Bug.of(
            "takes its birth back although it has voted",
            new SafetyRules() {
              @Override
              public boolean mayTakeBirthBack(DurableState state) {
                return true;
              }
            });

    assertThatThrownBy(() -> isBornAnewWithEmptiedDisks(bug)).isInstanceOf(SimulationFailure.class);
  }

  private static boolean isBornAnewWithEmptiedDisks(Bug bug) {
    Scenario scenario = Scenario.threeNodes().onDisk().with(bug);
    try (World world = new World(1, Trace.ofHash())) {
      Watchers watchers = new Watchers(world, new Coverage(), bug.lossRules());
      Cluster cluster = new Cluster(world, scenario, watchers);
      cluster.remind();
      assertThat(world.runUntil(() -> cluster.isWhole(NODES), WITHIN)).isTrue();
      world.run(Duration.ofSeconds(1));
      world.nodes().forEach(SimNode::kill);
      world.nodes().stream().skip(1).forEach(node -> node.disks().at(DATA).empty());

      world.nodes().forEach(cluster::start);

      return world.runUntil(() -> cluster.isWhole(NODES), WITHIN);
    }
  }

  private boolean isWritten(SimNode node) {
    return !node.disks().at(DATA).names().isEmpty();
  }

  /** What is on any disk, by shard. */
  private static Map<String, Set<String>> logsOfShards(World world) throws IOException {
    Map<String, Set<String>> logs = new TreeMap<>();
    for (SimNode node : world.nodes()) {
      try (Disk disk = node.disks().at(DATA).open()) {
        Inspection.inspect(
            disk,
            false,
            finding -> {
              if (finding instanceof Finding.Events events) {
                String shard = events.id().substring(events.id().lastIndexOf('/'));
                logs.computeIfAbsent(shard, _ -> new TreeSet<>()).add(events.id());
              }
            });
      }
    }
    return logs;
  }
}
