package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import java.util.Optional;

/**
 * Passes on what a replica learns of its leader: to its family at a bounded rate, to the edge at
 * once.
 */
final class LeaderNews {
  private final int shard;
  private final Surroundings surroundings;
  private final Peer self;
  private final Family family;
  private Optional<NodeId> toldEdge = Optional.empty();
  private long toldEdgeTerm;
  private Optional<NodeId> toldFamily = Optional.empty();
  private long toldFamilyAt = RaftCore.NEVER;
  private long heardAt = RaftCore.NEVER;

  LeaderNews(int shard, Surroundings surroundings, Peer self, Family family) {
    this.shard = shard;
    this.surroundings = surroundings;
    this.self = self;
    this.family = family;
  }

  /** A sign of life; told on at most twice per beat, for a busy leader gives thousands a second. */
  void heard(NodeId leader, long now) {
    heardAt = now;
    long half = surroundings.raft().beatInterval().toNanos() / 2;
    if (toldFamily.filter(leader::equals).isEmpty()
        || toldFamilyAt == RaftCore.NEVER
        || now - toldFamilyAt > half) {
      toldFamily = Optional.of(leader);
      toldFamilyAt = now;
      family.heartbeats().tell(new HeartbeatMonitor.LeaderHeard(leader));
      family.elections().tell(new ElectionCoordinator.LeaderHeard());
    }
  }

  void tell(RaftCore core, AddressBook addresses) {
    Optional<NodeId> leader = core.leader();
    if (core.term() != toldEdgeTerm || !leader.equals(toldEdge)) {
      toldEdgeTerm = core.term();
      toldEdge = leader;
      Optional<Peer> peer =
          leader.flatMap(id -> id.equals(core.self()) ? Optional.of(self) : addresses.peer(id));
      family.edge().accept(new LeaderChange(shard, core.term(), peer));
    }
  }

  /** When this replica last heard of a leader that it followed, or {@link RaftCore#NEVER}. */
  long heardAt() {
    return heardAt;
  }
}
