package dev.memdi.api;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The cluster's nodes as one node sees them now, ordered by identity. A hint for whoever reads it:
 * nodes see changes at different times, and no safety property may rest on it.
 */
public record ClusterView(List<Node> nodes) {
  public static final ClusterView EMPTY = new ClusterView(List.of());

  public ClusterView {
    nodes = nodes.stream().sorted(Comparator.comparing(Node::id)).toList();
  }

  /**
   * One node.
   *
   * @param address {@code host:port} of the node's remoting
   * @param http {@code host:port} of its HTTP edge, if it has one
   * @param resp {@code host:port} where Redis' clients reach it, if they do
   * @param reachable whether it answers
   * @param leaving whether it is on its way out
   */
  public record Node(
      NodeId id,
      String address,
      Optional<String> http,
      Optional<String> resp,
      boolean reachable,
      boolean leaving) {
    /** One that Redis' clients do not reach. */
    public Node(
        NodeId id, String address, Optional<String> http, boolean reachable, boolean leaving) {
      this(id, address, http, Optional.empty(), reachable, leaving);
    }
  }

  public Optional<Node> node(NodeId id) {
    return nodes.stream().filter(n -> n.id().equals(id)).findFirst();
  }

  /** The node of that name; of several lives of it, the one that is there. */
  public Optional<Node> named(String name) {
    return nodes.stream()
        .filter(n -> n.id().name().equals(name))
        .max(Comparator.comparing(n -> reaches(n.id())));
  }

  public boolean reaches(NodeId id) {
    return node(id).map(n -> n.reachable() && !n.leaving()).orElse(false);
  }
}
