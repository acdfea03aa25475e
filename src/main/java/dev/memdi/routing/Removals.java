package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.config.ClusterSettings;
import dev.memdi.routing.Administration.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The incarnations that operators want out, as far as this node knows. */
final class Removals {
  /** A node that does not answer for so many ticks in a row is not on its way out any more. */
  static final int LOST = 10;

  private final ClusterSettings settings;
  private final TreeSet<NodeId> unwanted = new TreeSet<>();
  private final TreeMap<NodeId, Integer> silentTicks = new TreeMap<>();

  Removals(ClusterSettings settings) {
    this.settings = settings;
  }

  SortedSet<NodeId> unwanted() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(unwanted));
  }

  /**
   * Those that {@code self} sees out: itself, and all of them if it is the first who stays. So a
   * removal needs neither the node that was asked for it nor the one that it is about.
   */
  SortedSet<NodeId> seenOutBy(NodeId self, ClusterView view) {
    boolean first =
        view.nodes().stream()
            .map(ClusterView.Node::id)
            .filter(view::reaches)
            .findFirst()
            .filter(self::equals)
            .isPresent();
    TreeSet<NodeId> seenOut = new TreeSet<>(unwanted);
    seenOut.removeIf(node -> !first && !node.equals(self));
    return seenOut;
  }

  void begin(NodeId node) {
    unwanted.add(node);
  }

  /**
   * What another administrator says; of incarnations that are not in the view it is not kept, for
   * nothing would ever take it back. Answers whether that changed anything.
   */
  boolean learn(SortedSet<NodeId> nodes, ClusterView view) {
    boolean changed = false;
    for (NodeId node : nodes) {
      changed |= view.node(node).isPresent() && unwanted.add(node);
    }
    return changed;
  }

  /** Forgets those that are gone. Answers whether that changed anything. */
  boolean forgetGone(ClusterView view) {
    return unwanted.removeIf(node -> view.node(node).isEmpty());
  }

  /** Counts for how long the nodes that are wanted out have not answered. */
  void tick(ClusterView view) {
    silentTicks.keySet().retainAll(unwanted);
    for (NodeId node : unwanted) {
      if (view.node(node).filter(n -> !n.reachable()).isPresent()) {
        silentTicks.merge(node, 1, Integer::sum);
      } else {
        silentTicks.remove(node);
      }
    }
  }

  /** Why that node can't be spared, if it can't. */
  Optional<String> objection(NodeId node, ClusterView view, Findings findings) {
    boolean last =
        view.nodes().stream()
            .noneMatch(
                n -> !n.id().equals(node) && view.reaches(n.id()) && !unwanted.contains(n.id()));
    if (last) {
      return Optional.of("%s is the last node".formatted(node.name()));
    }
    for (int shard = 0; shard < settings.keyspaces().shards(); shard++) {
      Optional<Status.Replica> leader = findings.leader(shard).map(Findings.Found::replica);
      if (leader.isEmpty() && !findings.isUnborn(shard)) {
        return Optional.of("shard %d has no leader now: try again later".formatted(shard));
      }
      Optional<String> objection = leader.flatMap(l -> objection(l, node, view));
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  private Optional<String> objection(Status.Replica leader, NodeId node, ClusterView view) {
    if (!Findings.has(leader, node)) {
      return Optional.empty();
    }
    List<NodeId> others =
        leader.peers().stream()
            .filter(Status.Peer::voter)
            .map(Status.Peer::node)
            .filter(id -> !id.equals(node))
            .toList();
    if (unwanted.containsAll(others)) {
      return Optional.of(
          "shard %d has no other voter than %s".formatted(leader.shard(), node.name()));
    }
    long answering =
        others.stream().filter(id -> view.node(id).map(n -> n.reachable()).orElse(false)).count();
    return answering > others.size() / 2
        ? Optional.empty()
        : Optional.of(
            "shard %d can't do without %s: too few of its other voters answer"
                .formatted(leader.shard(), node.name()));
  }

  /** How a node gets out of the cluster. */
  sealed interface WayOut {
    /** Not yet, or it is on its way. */
    record Wait() implements WayOut {}

    /** It is there to be told. */
    record Leave(ClusterView.Node node) implements WayOut {}

    /** It does not answer, and is put down. */
    record PutDown(ClusterView.Node node) implements WayOut {}
  }

  /**
   * Nobody is let go whom a shard still needs. And who is on its way may have clients to answer: it
   * is not put down for a silence that may end.
   */
  WayOut wayOut(NodeId node, ClusterView view, Findings findings) {
    Optional<ClusterView.Node> there = view.node(node);
    boolean lost = silentTicks.getOrDefault(node, 0) >= LOST;
    boolean onItsWay = there.map(n -> n.leaving() && !lost).orElse(true);
    if (onItsWay || findings.shardsWith(node) > 0) {
      return new WayOut.Wait();
    }
    return there.get().reachable()
        ? new WayOut.Leave(there.get())
        : new WayOut.PutDown(there.get());
  }

  Verdict progress(NodeId node, Findings findings) {
    int left = findings.shardsWith(node);
    return new Verdict.Accepted(
        left == 0
            ? "no shard has %s any more: it leaves the cluster".formatted(node.name())
            : "%d of %d shards still have %s"
                .formatted(left, settings.keyspaces().shards(), node.name()));
  }
}
