package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.raft.core.RaftCore;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Incarnations whose sessions a shard need not keep any more, because they were in the cluster and
 * are over: another life of the node is there, or none. One that is merely silent is in the view
 * and lives. Every replica remembers them, so that whoever comes to lead closes what its
 * predecessor did not.
 */
final class DeadEdges {
  /**
   * Views are hints and one may overtake another: an absence counts when it has lasted. Nothing but
   * some memory waits for it.
   */
  static final long CERTAIN_NANOS = 10_000_000_000L;

  private final NodeId self;
  private final TreeSet<NodeId> alive = new TreeSet<>();
  private final TreeMap<NodeId, Long> missingSince = new TreeMap<>();
  private List<NodeId> proposed = List.of();
  private long proposedTerm;
  private long proposedIndex;

  DeadEdges(NodeId self) {
    this.self = self;
  }

  void viewChanged(ClusterView view, long now) {
    for (NodeId id : alive) {
      if (view.node(id).isEmpty()) {
        missingSince.putIfAbsent(id, now);
      }
    }
    alive.clear();
    for (ClusterView.Node node : view.nodes()) {
      if (!node.id().equals(self)) {
        alive.add(node.id());
        missingSince.remove(node.id());
      }
    }
  }

  /** What the leader of a shard should propose now, if it has not already in this term. */
  List<Burst> due(RaftCore core, long now) {
    boolean waiting = !proposed.isEmpty() && core.term() == proposedTerm;
    if (waiting && core.commit() < proposedIndex) {
      return List.of();
    }
    if (waiting) {
      proposed.forEach(missingSince::remove);
    }
    List<NodeId> certain = new ArrayList<>();
    missingSince.forEach((id, since) -> {
      if (now - since >= CERTAIN_NANOS) {
        certain.add(id);
      }
    });
    proposed = List.copyOf(certain);
    return certain.stream().map(id -> BurstEncoder.forget(id.incarnation())).toList();
  }

  /** All that was due stands in the log of {@code core}, its leader's. */
  void proposed(RaftCore core) {
    proposedTerm = core.term();
    proposedIndex = core.log().lastIndex();
  }
}
