package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.raft.core.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose replicas a watch asks, one after the other. */
final class WatchOrder {
  private WatchOrder() {}

  /**
   * This node's, if there is one, then the leader's, which knows of every revision, then those of
   * all nodes; each once, and none that can't be reached. Nodes are told apart by their addresses,
   * for a replica that has outlived its process goes by another identity than its node.
   */
  static List<Peer> of(Peer self, boolean hasReplica, Optional<Peer> leader, ClusterView view) {
    Map<String, Peer> there = new LinkedHashMap<>();
    view.nodes().stream()
        .filter(node -> view.reaches(node.id()))
        .forEach(node -> there.put(node.address(), new Peer(node.id(), node.address())));
    there.remove(self.address());
    return Stream.of(
            hasReplica ? Stream.of(self) : Stream.<Peer>empty(),
            leader.map(Peer::address).map(there::remove).stream(),
            there.values().stream())
        .flatMap(peers -> peers)
        .toList();
  }
}
