package dev.memdi.sim;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Durability;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What kind of run it is.
 *
 * @param nodes machines
 * @param replicas members that each shard shall have
 * @param shards shards of the keyspace
 * @param clients clients at work at once
 * @param trouble how long things go wrong
 * @param durability with a log, nodes keep their disks
 * @param beside what a second keyspace has, if there is one, with as many shards
 * @param bug the deliberate bug, if any
 */
record Scenario(
    int nodes,
    int replicas,
    int shards,
    int clients,
    Duration trouble,
    Durability durability,
    Optional<Durability> beside,
    Bug bug) {
  /** The relative rate of any two clocks stays within this. */
  static final double DRIFT = 0.05;

  static Scenario threeNodes() {
    return new Scenario(
        3, 3, 2, 5, Duration.ofSeconds(20), Durability.MEMORY, Optional.empty(), Bug.NONE);
  }

  /** Every shard has five voters. */
  static Scenario fiveVoters() {
    return new Scenario(
        5, 5, 2, 5, Duration.ofSeconds(20), Durability.MEMORY, Optional.empty(), Bug.NONE);
  }

  /** Three voters for each shard on five nodes: the other two only pass requests on. */
  static Scenario withSpares() {
    return new Scenario(
        5, 3, 2, 5, Duration.ofSeconds(20), Durability.MEMORY, Optional.empty(), Bug.NONE);
  }

  /** With a log on each node's disk, which fails as well. */
  Scenario onDisk() {
    return with(Durability.SYNC);
  }

  /**
   * The same, but entries are acknowledged before they are on disk: of the nodes that lose power,
   * only a minority at a time.
   */
  Scenario lagging() {
    return with(Durability.ASYNC);
  }

  private Scenario with(Durability other) {
    return new Scenario(nodes, replicas, shards, clients, trouble, other, beside, bug);
  }

  /** With a second keyspace in the same nodes, and in their journals if it has a log. */
  Scenario beside(Durability other) {
    return new Scenario(
        nodes, replicas, shards, clients, trouble, durability, Optional.of(other), bug);
  }

  /** Whether a keyspace is of that durability. */
  boolean has(Durability wanted) {
    return durability == wanted || beside.filter(wanted::equals).isPresent();
  }

  /** Whether a majority of voters has to keep what it has in memory. */
  boolean needsMemory() {
    return has(Durability.ASYNC) || has(Durability.MEMORY);
  }

  boolean isOnDisk() {
    return has(Durability.SYNC) || has(Durability.ASYNC);
  }

  /** Whoever runs it asks for itself. */
  Scenario withoutClients() {
    return new Scenario(nodes, replicas, shards, 0, trouble, durability, beside, bug);
  }

  Scenario with(Bug other) {
    return new Scenario(nodes, replicas, shards, clients, trouble, durability, beside, other);
  }

  /** Tiny batches, windows, logs and chunks, so that rare paths are taken often. */
  Config config(RandomGenerator random) {
    return ConfigFactory.parseString(
        """
        memdi {
          node.data = "/data"
          cluster {
            shards = %d, replicas = %d, expect = %d, rebalance-after = 3s, durability = %s
          }
          raft {
            batch-bytes = 600, window-bytes = 2000, clock-drift = %s
            snapshot { log-entries = %d, chunk-bytes = %d }
            caught-up-entries = 10
          }
          store.history-bytes = 4KiB
          keyspaces = [ %s ]
        }
        """
            .formatted(
                shards,
                replicas,
                Math.min(nodes, replicas),
                word(durability),
                2 * DRIFT,
                8 + random.nextInt(30),
                random.nextBoolean() ? 200 : 5_000,
                "{ name = default }"
                    + beside
                        .map(other -> ", { name = beside, durability = %s }".formatted(word(other)))
                        .orElse("")));
  }

  private static String word(Durability durability) {
    return durability.name().toLowerCase(Locale.ROOT);
  }
}
