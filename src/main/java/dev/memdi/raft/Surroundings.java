package dev.memdi.raft;

import dev.memdi.api.Clock;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspace;
import dev.memdi.api.OnMajorityLoss;
import dev.memdi.cluster.Post;
import dev.memdi.config.ClusterSettings;
import dev.memdi.config.RaftSettings;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Parameters;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.SafetyRules;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a replica is given by its node: who it is, time, chance, settings, and the rules of safety.
 *
 * @param keyspace whose shard it is
 * @param log what keeps the logs of replicas, if they shall outlive the process
 */
public record Surroundings(
    Peer self,
    Clock clock,
    RandomGenerator random,
    Post post,
    RaftSettings raft,
    ClusterSettings cluster,
    Keyspace keyspace,
    SafetyRules rules,
    ReplicaListener listener,
    Optional<DurableLog.Plugins> log) {
  /** Chunks of a snapshot on their way to one follower. */
  private static final int IMAGE_WINDOW = 4;

  Parameters parameters() {
    return new Parameters(
        raft.lease().toNanos(),
        raft.clockDrift(),
        raft.leaseReads(),
        raft.suspectAfter().min().toNanos(),
        raft.suspectAfter().max().toNanos(),
        raft.batchBytes(),
        raft.windowBytes(),
        IMAGE_WINDOW,
        raft.caughtUpEntries(),
        keyspace.onMajorityLoss() == OnMajorityLoss.CONTINUE);
  }

  /** How far the disk may lag behind what is acknowledged, if at all. */
  Optional<Lag> lag() {
    return keyspace.durability() == Durability.ASYNC
        ? Optional.of(new Lag(raft.flush().bytes(), raft.flush().after().toNanos()))
        : Optional.empty();
  }

  /** A time drawn evenly from {@code min} to {@code max}. */
  Duration between(Duration min, Duration max) {
    long span = Math.max(1, max.minus(min).toNanos());
    return min.plusNanos(random.nextLong(span));
  }
}
