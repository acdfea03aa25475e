package dev.memdi.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a node can tell of itself and of the cluster. */
public final class Status {
  private Status() {}

  /** The part that a replica plays in its shard. */
  public enum Role {
    /** Waiting for the shard's birth, or for its leader to take this replica in. */
    UNBORN,
    LEARNER,
    FOLLOWER,
    CANDIDATE,
    LEADER
  }

  /** What a replica knows of what it has acknowledged, and of the others. */
  public enum Recall {
    /** It has all of it. */
    COMPLETE,
    /** It stopped without warning and may lack some: it counts in no election until caught up. */
    PARTIAL,
    /**
     * Its log was damaged and is kept aside: what it acknowledged, as far as that can be read, is
     * there until it is healed, as a new member.
     */
    DAMAGED,
    /** So many voters may lack some that nobody can be elected without risking a loss. */
    MAJORITY_LOST
  }

  /** One replica of a shard, as the node that holds it sees it. */
  public record Replica(
      int shard,
      Role role,
      Recall recall,
      long term,
      Optional<NodeId> votedFor,
      Optional<NodeId> leader,
      long commitIndex,
      long appliedIndex,
      long lastIndex,
      long keys,
      List<Peer> peers) {
    public Replica {
      peers = List.copyOf(peers);
    }
  }

  /** A member of a shard; {@code lag} (entries not yet held) is known to the leader alone. */
  public record Peer(NodeId node, boolean voter, Optional<Long> lag) {}

  /**
   * This node: {@code ready} when it can serve, that is holds a caught-up replica of its shards.
   */
  public record Node(
      NodeId id,
      String version,
      Duration uptime,
      boolean ready,
      String readiness,
      List<Replica> replicas) {
    public Node {
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * A write that a replica took out of its log again, because a later leader's log did not have it.
   * Its client may have been told that it was done if it asked for {@code ack=leader}.
   *
   * @param revision what the write had, or would have had; another write has it now
   * @param incarnation the edge that the write came from, in that life of it
   * @param sequence the number that it had there
   * @param removedAtMillis when, by the wall clock of the replica's node, in milliseconds since
   *     1970
   * @param lost it is certain that it was not done; else it may have been done at another revision
   */
  public record Loss(
      int shard,
      Key key,
      Revision revision,
      long incarnation,
      long sequence,
      long removedAtMillis,
      boolean lost,
      String why) {}

  /**
   * What the replicas of one node have noted since its process began.
   *
   * @param lost how many writes they have judged lost
   * @param dropped how many writes are not among {@code losses}, because there were too many
   */
  public record NodeLosses(NodeId node, long lost, long dropped, List<Loss> losses) {
    public NodeLosses {
      losses = List.copyOf(losses);
    }
  }

  /** What the nodes have noted that answered, and which did not. */
  public record Losses(List<NodeLosses> nodes, List<NodeId> silent) {
    public Losses {
      nodes = List.copyOf(nodes);
      silent = List.copyOf(silent);
    }
  }

  /** A node of the cluster as this node sees it; {@code http} is its HTTP address if known. */
  public record Member(
      NodeId id, String address, Optional<String> http, String state, boolean reachable) {}

  /** A shard with what its leader says of it; without a leader, {@code leader} is empty. */
  public record Shard(
      int shard, Optional<NodeId> leader, long term, long commitIndex, List<Peer> replicas) {
    public Shard {
      replicas = List.copyOf(replicas);
    }
  }

  public record Cluster(List<Member> nodes, List<Shard> shards) {
    public Cluster {
      nodes = List.copyOf(nodes);
      shards = List.copyOf(shards);
    }

    /** A shard, of which nothing may be known. */
    public Shard shard(int number) {
      return shards.stream()
          .filter(shard -> shard.shard() == number)
          .findFirst()
          .orElseGet(() -> new Shard(number, Optional.empty(), 0, 0, List.of()));
    }
  }
}
