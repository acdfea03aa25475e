package dev.memdi;

import dev.memdi.api.Clock;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.config.ClusterSettings;
import dev.memdi.raft.ReplicaListener;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.LossLedger;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import dev.memdi.routing.Readiness;
import dev.memdi.store.StoreListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node's replicas were seen to do last, for any thread to read, so that nobody who asks
 * how the node is takes time from the actors or waits for them. Keeps the meters that {@link
 * ShardMeters} lists.
 */
public final class StatusBoard implements ReplicaListener {
  private final NodeId self;
  private final String version;
  private final ClusterSettings settings;
  private final Clock clock;
  private final long startedAt;
  private final List<ReplicaBoard> replicas = new ArrayList<>();
  private final List<ShardMeters> meters = new ArrayList<>();

  /** For as many shards as there are in {@code settings}, nothing seen of any of them yet. */
  public StatusBoard(
      NodeId self, String version, ClusterSettings settings, Clock clock, MeterRegistry registry) {
    this.self = self;
    this.version = version;
    this.settings = settings;
    this.clock = clock;
    this.startedAt = clock.nanos();
    for (int shard = 0; shard < settings.keyspaces().shards(); shard++) {
      ReplicaBoard replica = new ReplicaBoard(shard);
      replicas.add(replica);
      String keyspace = settings.keyspaces().of(shard).orElseThrow().name();
      meters.add(new ShardMeters(shard, keyspace, replica, registry));
    }
  }

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step) {
    replicas.get(shard).stepped(before, step, clock);
    meters.get(shard).stepped(before, input, step);
  }

  @Override
  public void suspended(int shard, Throwable cause) {
    replicas.get(shard).suspended();
  }

  @Override
  public void setAside(int shard, Optional<String> place) {
    replicas.get(shard).setAside(place.isPresent());
  }

  @Override
  public void majorityLost(int shard, boolean lost) {
    replicas.get(shard).majorityLost(lost);
  }

  @Override
  public void failed(int shard, Throwable cause) {
    replicas.get(shard).failed(cause);
  }

  public StoreListener storeListener(int shard) {
    return replicas.get(shard);
  }

  /** Empty for a replica that has failed: there is none any more. */
  public Optional<Status.Replica> replica(int shard) {
    return replicas.get(shard).replica();
  }

  /** Why the replica of that shard has stopped for good, if it has. */
  public Optional<Throwable> failure(int shard) {
    return replicas.get(shard).failure();
  }

  /** What this node's replicas had to take out of their logs since the process began. */
  public Status.NodeLosses losses() {
    long lost = 0;
    long dropped = 0;
    List<Status.Loss> losses = new ArrayList<>();
    for (int shard = 0; shard < replicas.size(); shard++) {
      LossLedger ledger = replicas.get(shard).losses();
      lost += ledger.lost();
      dropped += ledger.dropped();
      losses.addAll(ledger.losses(shard));
    }
    return new Status.NodeLosses(self, lost, dropped, losses);
  }

  /**
   * This node, and whether it is ready as far as it can tell by itself; a replica that has failed
   * is not among its replicas.
   */
  public Status.Node node() {
    List<Status.Replica> present =
        replicas.stream().map(ReplicaBoard::replica).flatMap(Optional::stream).toList();
    Duration uptime = Duration.ofNanos(clock.nanos() - startedAt);
    return Readiness.judge(new Status.Node(self, version, uptime, false, "", present), settings);
  }
}
