package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.raft.LeaderChange;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whom a session takes for the leader of its shard. The replica on its own node says best who that
 * is. Where there is none, or it knows of none for long, the other nodes are asked in turn: who
 * does not lead rejects what it is sent, and names the leader if it knows it.
 */
final class LeaderSearch {
  /**
   * An election takes less, and while there is one, nobody else knows more than the replica here.
   * But one that its shard has removed hears of a new term, and never whose it is.
   */
  private static final long TRUSTS_ITS_REPLICA_NANOS = Duration.ofSeconds(1).toNanos();

  private final Peer self;
  private ClusterView view = ClusterView.EMPTY;
  private Optional<Peer> leader = Optional.empty();
  private Optional<Peer> leaderOfReplica = Optional.empty(); // whom the replica here follows
  private long leaderlessSince; // the replica here, or since another node was asked instead
  private long term;
  private boolean hasReplica; // on this node
  private int nextToTry;

  LeaderSearch(Peer self) {
    this.self = self;
  }

  void viewChanged(ClusterView changed) {
    view = changed;
  }

  Optional<Peer> leader() {
    return leader;
  }

  /** Whom the replica on this node follows, which knows it for sure. */
  Optional<Peer> leaderOfReplica() {
    return leaderOfReplica;
  }

  /** Whether there is a replica on this node. */
  boolean hasReplica() {
    return hasReplica;
  }

  /** The replica on this node tells; false if that is older than what it has told. */
  boolean told(LeaderChange change, long now) {
    boolean losesLeader = leaderOfReplica.isPresent() || !hasReplica;
    if (hasReplica && change.isOfReplica() && change.term() < term) {
      return false;
    }
    hasReplica = change.isOfReplica();
    term = change.term();
    leader = change.leader();
    leaderOfReplica = change.leader();
    if (losesLeader) {
      leaderlessSince = now;
    }
    return true;
  }

  /** Whoever was asked does not lead, and knows who does, or not; tells whether that is news. */
  boolean rejected(Optional<Peer> named) {
    if (named.isEmpty()) {
      leader = leaderOfReplica;
      return false;
    }
    boolean news = !named.equals(leader);
    leader = named;
    return news;
  }

  /**
   * Time has passed without an answer.
   *
   * @param overdue whether whoever was asked should have given one by now
   */
  void look(boolean overdue, long now) {
    if (!overdue && leader.isPresent()) {
      return;
    }
    if (leaderOfReplica.isPresent()) {
      leader = leaderOfReplica; // another was named by a rejection, which may be of long ago
    } else if (!hasReplica || now - leaderlessSince > TRUSTS_ITS_REPLICA_NANOS) {
      leader = Optional.of(someNode());
      leaderlessSince = now; // the next one in a while: all that waits is sent to each
    }
  }

  /** Another node each time, of those that answer; this one if it sees no other. */
  Peer someNode() {
    List<ClusterView.Node> others = others(node -> view.reaches(node.id()));
    if (others.isEmpty()) {
      others = others(node -> true);
    }
    return others.isEmpty() ? self : peer(others.get(Math.floorMod(nextToTry++, others.size())));
  }

  private List<ClusterView.Node> others(Predicate<ClusterView.Node> which) {
    return view.nodes().stream()
        .filter(node -> !node.id().equals(self.id()))
        .filter(which)
        .toList();
  }

  /** Whoever leads, as far as is known here, before all others. */
  List<Peer> possibleLeaders() {
    LinkedHashSet<Peer> peers = new LinkedHashSet<>();
    leader.ifPresent(peers::add);
    peers.add(self);
    view.nodes().forEach(node -> peers.add(peer(node)));
    return List.copyOf(peers);
  }

  /** Those whose replicas a watch asks, in that order. */
  List<Peer> toBeWatched() {
    return WatchOrder.of(self, hasReplica, leader, view);
  }

  private static Peer peer(ClusterView.Node node) {
    return new Peer(node.id(), node.address());
  }
}
