package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.check.Recorder;
import dev.memdi.sim.world.Trace;
import dev.memdi.sim.world.World;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/**
 * One that random faults bring about too seldom, and so is arranged by hand, a few times in a run.
 */
final class Misfortune {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int ROUNDS = 3;
  private static final int SEEDS = 5;

  final World world;
  final Cluster cluster;

  private Misfortune(World world, Cluster cluster) {
    this.world = world;
    this.cluster = cluster;
  }

  /** How it goes. It leaves all nodes up and all connections whole. */
  interface Course {
    void run(Misfortune misfortune);
  }

  static LongStream seeds() {
    String only = System.getProperty("sim.seed", "");
    return only.isEmpty() ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(Long.parseLong(only));
  }

  /** Throws what is broken; else tells how far shard 0 has come by the end. */
  static long befalls(Scenario scenario, long seed, Course course) {
    try (World world = new World(seed, Trace.ofHash())) {
      Coverage coverage = new Coverage();
      Watchers watchers = new Watchers(world, coverage, scenario.bug().lossRules());
      Cluster cluster = new Cluster(world, scenario, watchers);
      cluster.remind();
      Misfortune misfortune = new Misfortune(world, cluster);
      misfortune.awaitWhole();
      Workload workload =
          new Workload(world, cluster, scenario, Recorder.plain(world::nanos), coverage);
      for (int round = 0; round < ROUNDS; round++) {
        world.run(Duration.ofSeconds(1));
        misfortune.awaitWhole();
        course.run(misfortune);
        misfortune.awaitWhole();
      }
      workload.stop();
      return watchers.highestCommitted(0);
    }
  }

  void await(BooleanSupplier condition) {
    assertThat(world.runUntil(condition, WITHIN)).as("%n%s", cluster.describe()).isTrue();
  }

  private void awaitWhole() {
    await(() -> cluster.isWhole(world.nodes().size()));
  }
}
