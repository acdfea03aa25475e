package dev.memdi.raft.core;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The cluster's nodes as a shard sees them. A replica that outlives its process keeps the identity
 * under which it came to be, while its node is in the cluster under that of its present process:
 * here each node stands under the identity of its replica.
 *
 * @param unwanted the replicas that an operator wants out
 * @param forgotten nodes with a replica that is not a member, and has not said that it holds
 *     nothing
 */
public record ReplicaView(ClusterView view, SortedSet<NodeId> unwanted, List<Peer> forgotten) {
  public ReplicaView {
    forgotten = List.copyOf(forgotten);
  }

  /** Where a replica lives and dies with its process. */
  public static ReplicaView ofProcesses(ClusterView view, SortedSet<NodeId> unwanted) {
    return new ReplicaView(view, unwanted, List.of());
  }

  /**
   * Where replicas outlive processes: a node's replica is new if it has said that it holds nothing,
   * and else the member of the node's name.
   *
   * @param blank the nodes, under the identities of their processes, that have said so
   */
  public static ReplicaView of(
      ClusterView processes,
      SortedSet<NodeId> unwanted,
      Configuration configuration,
      SortedSet<NodeId> blank) {
    List<ClusterView.Node> nodes = new ArrayList<>();
    List<Peer> forgotten = new ArrayList<>();
    SortedSet<NodeId> unwantedReplicas = new TreeSet<>(unwanted);
    for (ClusterView.Node node : processes.nodes()) {
      Optional<NodeId> replica = replicaOf(node.id(), configuration, blank);
      if (replica.isEmpty()) {
        forgotten.add(new Peer(node.id(), node.address()));
      } else {
        nodes.add(under(replica.get(), node));
        if (unwanted.contains(node.id())) {
          unwantedReplicas.add(replica.get());
        }
      }
    }
    return new ReplicaView(new ClusterView(nodes), unwantedReplicas, forgotten);
  }

  private static Optional<NodeId> replicaOf(
      NodeId process, Configuration configuration, SortedSet<NodeId> blank) {
    return blank.contains(process) ? Optional.of(process) : memberOn(process, configuration);
  }

  /** The member on a node that goes by the identity of its present process. */
  public static Optional<NodeId> memberOn(NodeId process, Configuration configuration) {
    return configuration.isMember(process)
        ? Optional.of(process)
        : configuration.members().stream()
            .map(Member::id)
            .filter(id -> id.name().equals(process.name()))
            .findFirst();
  }

  private static ClusterView.Node under(NodeId id, ClusterView.Node node) {
    return new ClusterView.Node(
        id, node.address(), node.http(), node.resp(), node.reachable(), node.leaving());
  }
}
