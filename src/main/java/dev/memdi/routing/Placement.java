package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.raft.LeaderChange;
import dev.memdi.raft.core.Peer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Where the nodes are, and who leads the shards that this node holds a replica of: what can be said
 * at once. A hint, as all that a node knows of others. For any thread.
 */
public final class Placement {
  private final AtomicReferenceArray<Optional<NodeId>> leaders;
  private volatile ClusterView view = ClusterView.EMPTY;

  /** Of so many shards, of which nothing is known yet. */
  public Placement(int shards) {
    this.leaders = new AtomicReferenceArray<>(shards);
    for (int shard = 0; shard < shards; shard++) {
      leaders.set(shard, Optional.empty());
    }
  }

  public void viewChanged(ClusterView changed) {
    view = changed;
  }

  /** What this node's replica of a shard learned. */
  public void leaderChanged(LeaderChange change) {
    leaders.set(change.shard(), change.leader().map(Peer::id));
  }

  /**
   * Who leads a shard, as its replica on this node has it; nobody, if there is none. By an identity
   * that may be of an earlier life of the node: its name is what tells.
   */
  public Optional<NodeId> leader(int shard) {
    return leaders.get(shard);
  }

  public ClusterView view() {
    return view;
  }
}
