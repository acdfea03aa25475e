package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.Keyspace;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nodes' reports say when they are laid side by side. Nodes report at different moments, so
 * that a deposed leader may still call itself one: the highest term tells.
 */
final class Findings {
  /** A replica's report, and the node that it is on. */
  record Found(NodeId node, Status.Replica replica) {}

  private final int shards;
  private final ClusterView view;
  private final SortedMap<NodeId, Status.Node> reports;

  Findings(int shards, ClusterView view, Map<NodeId, Status.Node> reports) {
    this.shards = shards;
    this.view = view;
    this.reports = new TreeMap<>(reports);
  }

  /** What its leader says of the shard; without one, what whoever is in the highest term does. */
  Status.Shard shard(int shard) {
    Optional<Found> leader = leader(shard);
    Optional<Found> best = leader;
    if (best.isEmpty()) {
      for (Found found : replicas(shard)) {
        if (best.isEmpty() || best.get().replica().term() < found.replica().term()) {
          best = Optional.of(found);
        }
      }
    }
    return new Status.Shard(
        shard,
        leader.map(Found::node),
        best.map(found -> found.replica().term()).orElse(0L),
        best.map(found -> found.replica().commitIndex()).orElse(0L),
        best.map(found -> found.replica().peers()).orElse(List.of()));
  }

  List<Status.Shard> allShards() {
    List<Status.Shard> all = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      all.add(shard(shard));
    }
    return all;
  }

  Optional<Found> leader(int shard) {
    Optional<Found> leader = Optional.empty();
    for (Found found : replicas(shard)) {
      if (found.replica().role() == Status.Role.LEADER
          && (leader.isEmpty() || leader.get().replica().term() < found.replica().term())) {
        leader = Optional.of(found);
      }
    }
    return leader;
  }

  /** How many shards may still count on that incarnation. */
  int shardsWith(NodeId node) {
    int count = 0;
    for (int shard = 0; shard < shards; shard++) {
      count += isWithout(shard, node) ? 0 : 1;
    }
    return count;
  }

  /**
   * Whether the shard is sure to do without that incarnation: its leader says so, and a majority of
   * its voters has heard it, so that the next leader will say so too.
   */
  private boolean isWithout(int shard, NodeId node) {
    Optional<Found> leader = leader(shard);
    if (leader.isEmpty()) {
      return isUnborn(shard);
    }
    if (has(leader.get().replica(), node)) {
      return false;
    }
    int voters = 0;
    int aware = 0;
    for (Status.Peer peer : leader.get().replica().peers()) {
      if (peer.voter()) {
        voters++;
        aware += replica(shard, peer.node()).filter(r -> !has(r, node)).isPresent() ? 1 : 0;
      }
    }
    return aware > voters / 2;
  }

  /** Every node of the cluster says that it knows nothing of the shard. */
  boolean isUnborn(int shard) {
    for (ClusterView.Node node : view.nodes()) {
      boolean blank =
          replica(shard, node.id())
              .filter(r -> r.role() == Status.Role.UNBORN && r.peers().isEmpty())
              .isPresent();
      if (!blank) {
        return false;
      }
    }
    return true;
  }

  /** Some node that has others tells of none of the keyspace's shards. */
  boolean isUnknownSomewhere(Keyspace keyspace) {
    return reports.values().stream()
        .map(Status.Node::replicas)
        .anyMatch(replicas ->
            !replicas.isEmpty()
                && replicas.stream().noneMatch(replica -> keyspace.holds(replica.shard())));
  }

  /**
   * Whether a node is among a replica's peers. By its name, for where replicas outlive processes
   * they go by the identity of an earlier one.
   */
  static boolean has(Status.Replica replica, NodeId node) {
    return replica.peers().stream().anyMatch(peer -> isSame(peer.node(), node));
  }

  static boolean isSame(NodeId one, NodeId other) {
    return one.name().equals(other.name());
  }

  private Optional<Status.Replica> replica(int shard, NodeId node) {
    return reports.entrySet().stream()
        .filter(report -> isSame(report.getKey(), node))
        .findFirst()
        .flatMap(report -> replica(report.getValue(), shard));
  }

  static Optional<Status.Replica> replica(Status.Node report, int shard) {
    return report.replicas().stream().filter(r -> r.shard() == shard).findFirst();
  }

  private List<Found> replicas(int shard) {
    List<Found> found = new ArrayList<>();
    reports.forEach((node, report) ->
        replica(report, shard).ifPresent(replica -> found.add(new Found(node, replica))));
    return found;
  }
}
