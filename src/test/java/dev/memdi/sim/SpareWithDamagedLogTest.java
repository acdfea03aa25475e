package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.Trace;
import dev.memdi.sim.world.World;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a node set aside of a damaged log goes as well where the node is not healed, because its
 * shards have all their copies on others.
 */
class SpareWithDamagedLogTest {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration AT_ONCE = Duration.ofMillis(200);
  private static final int TRIES = 30;

  /**
   * Of five nodes, n1 comes when three others are the shards' founders already. So n5 has no seat;
   * and the seat of n4 goes to n1, the first by name, while n4 begins anew.
   */
  @ParameterizedTest
  @ValueSource(strings = {"n5", "n4"})
  void itIsDeleted(String damaged) {
    Scenario scenario = Scenario.withSpares().onDisk();
    try (World world = new World(1, Trace.ofHash())) {
      Watchers watchers = new Watchers(world, new Coverage(), scenario.bug().lossRules());
      Cluster cluster = new Cluster(world, scenario, watchers);
      SimNode late = world.node("n1");
      late.kill();
      cluster.remind();
      await(world, () -> cluster.isWhole(scenario.replicas()), "born");
      cluster.start(late);
      SimNode node = world.node(damaged);
      restart(world, cluster, node);
      for (int i = 0; i < TRIES && !hasSetAside(node); i++) { // not all that rots is read again
        world.run(Duration.ofSeconds(3));
        node.disks().rot();
        restart(world, cluster, node);
        world.runUntil(() -> hasSetAside(node), AT_ONCE);
      }
      assertThat(hasSetAside(node)).as("set aside").isTrue();

      await(world, () -> !hasSetAside(node), "deleted");

      for (int shard = 0; shard < cluster.shards(); shard++) {
        assertThat(cluster.replicaOn(shard, damaged)).as("shard %d", shard).isEmpty();
      }
    }
  }

  private static void restart(World world, Cluster cluster, SimNode node) {
    node.kill();
    cluster.start(node);
  }

  private static boolean hasSetAside(SimNode node) {
    return node.disks().all().stream()
        .flatMap(disk -> disk.names().stream())
        .anyMatch(name -> name.startsWith("damaged-"));
  }

  private static void await(World world, java.util.function.BooleanSupplier what, String how) {
    assertThat(world.runUntil(what, WITHIN)).as(how).isTrue();
  }
}
