package dev.memdi.api.codec;

import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What nodes tell of themselves, as bytes. */
public final class StatusCodec {
  /** Bits of a byte below those that tell what a replica recalls. */
  private static final int RECALL = 4;

  private StatusCodec() {}

  public static void writeReplica(Status.Replica replica, ByteWriter out) {
    out.putVarint(replica.shard());
    out.putByte(tagOf(replica.role()) | tagOf(replica.recall()) << RECALL);
    out.putVarint(replica.term());
    putNodeId(replica.votedFor(), out);
    putNodeId(replica.leader(), out);
    out.putVarint(replica.commitIndex());
    out.putVarint(replica.appliedIndex());
    out.putVarint(replica.lastIndex());
    out.putVarint(replica.keys());
    putPeers(replica.peers(), out);
  }

  public static Status.Replica readReplica(ByteReader in) {
    int shard = takeShard(in);
    int tags = in.takeByte();
    return new Status.Replica(
        shard,
        role(tags & ((1 << RECALL) - 1)),
        recall(tags >> RECALL),
        in.takeVarint(),
        takeNodeId(in),
        takeNodeId(in),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        takePeers(in));
  }

  public static void writeLosses(Status.NodeLosses losses, ByteWriter out) {
    writeNodeId(losses.node(), out);
    out.putVarint(losses.lost());
    out.putVarint(losses.dropped());
    out.putVarint(losses.losses().size());
    for (Status.Loss loss : losses.losses()) {
      out.putVarint(loss.shard());
      OperationCodec.putKey(loss.key(), out);
      out.putVarint(loss.revision().index());
      out.putLong(loss.incarnation());
      out.putSigned(loss.sequence());
      out.putSigned(loss.removedAtMillis());
      out.putBoolean(loss.lost());
      out.putText(loss.why());
    }
  }

  public static Status.NodeLosses readLosses(ByteReader in) {
    NodeId node = readNodeId(in);
    long lost = in.takeUpTo(Long.MAX_VALUE, "a number of writes");
    long dropped = in.takeUpTo(Long.MAX_VALUE, "a number of writes");
    int count = in.takeCount("writes");
    List<Status.Loss> losses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      losses.add(
          new Status.Loss(
              takeShard(in),
              OperationCodec.takeKey(in),
              OperationCodec.takeRevision(in),
              in.takeLong(),
              in.takeSigned(),
              in.takeSigned(),
              in.takeBoolean(),
              in.takeText()));
    }
    return new Status.NodeLosses(node, lost, dropped, losses);
  }

  public static void writeNode(Status.Node node, ByteWriter out) {
    writeNodeId(node.id(), out);
    out.putText(node.version());
    out.putDuration(node.uptime());
    out.putBoolean(node.ready());
    out.putText(node.readiness());
    out.putVarint(node.replicas().size());
    for (Status.Replica replica : node.replicas()) {
      writeReplica(replica, out);
    }
  }

  public static Status.Node readNode(ByteReader in) {
    NodeId id = readNodeId(in);
    String version = in.takeText();
    Duration uptime = in.takeDuration();
    boolean ready = in.takeBoolean();
    String readiness = in.takeText();
    int count = in.takeCount("replicas");
    List<Status.Replica> replicas = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      replicas.add(readReplica(in));
    }
    return new Status.Node(id, version, uptime, ready, readiness, replicas);
  }

  public static void writeCluster(Status.Cluster cluster, ByteWriter out) {
    out.putVarint(cluster.nodes().size());
    for (Status.Member member : cluster.nodes()) {
      writeNodeId(member.id(), out);
      out.putText(member.address());
      out.putBoolean(member.http().isPresent());
      member.http().ifPresent(out::putText);
      out.putText(member.state());
      out.putBoolean(member.reachable());
    }
    out.putVarint(cluster.shards().size());
    for (Status.Shard shard : cluster.shards()) {
      out.putVarint(shard.shard());
      putNodeId(shard.leader(), out);
      out.putVarint(shard.term());
      out.putVarint(shard.commitIndex());
      putPeers(shard.replicas(), out);
    }
  }

  public static Status.Cluster readCluster(ByteReader in) {
    int memberCount = in.takeCount("members");
    List<Status.Member> members = new ArrayList<>(memberCount);
    for (int i = 0; i < memberCount; i++) {
      NodeId id = readNodeId(in);
      String address = in.takeText();
      Optional<String> http = in.takeBoolean() ? Optional.of(in.takeText()) : Optional.empty();
      members.add(new Status.Member(id, address, http, in.takeText(), in.takeBoolean()));
    }
    int shardCount = in.takeCount("shards");
    List<Status.Shard> shards = new ArrayList<>(shardCount);
    for (int i = 0; i < shardCount; i++) {
      int shard = takeShard(in);
      Optional<NodeId> leader = takeNodeId(in);
      shards.add(new Status.Shard(shard, leader, in.takeVarint(), in.takeVarint(), takePeers(in)));
    }
    return new Status.Cluster(members, shards);
  }

  public static void writeNodeId(NodeId node, ByteWriter out) {
    out.putText(node.name());
    out.putLong(node.incarnation());
  }

  public static NodeId readNodeId(ByteReader in) {
    String name = in.takeText();
    if (name.isEmpty()) {
      throw new MalformedBytesException("a node without a name");
    }
    return new NodeId(name, in.takeLong());
  }

  private static void putNodeId(Optional<NodeId> node, ByteWriter out) {
    out.putBoolean(node.isPresent());
    node.ifPresent(id -> writeNodeId(id, out));
  }

  private static Optional<NodeId> takeNodeId(ByteReader in) {
    return in.takeBoolean() ? Optional.of(readNodeId(in)) : Optional.empty();
  }

  private static void putPeers(List<Status.Peer> peers, ByteWriter out) {
    out.putVarint(peers.size());
    for (Status.Peer peer : peers) {
      writeNodeId(peer.node(), out);
      out.putBoolean(peer.voter());
      out.putBoolean(peer.lag().isPresent());
      peer.lag().ifPresent(out::putVarint);
    }
  }

  private static List<Status.Peer> takePeers(ByteReader in) {
    int count = in.takeCount("peers");
    List<Status.Peer> peers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      NodeId node = readNodeId(in);
      boolean voter = in.takeBoolean();
      Optional<Long> lag = in.takeBoolean() ? Optional.of(in.takeVarint()) : Optional.empty();
      peers.add(new Status.Peer(node, voter, lag));
    }
    return peers;
  }

  private static int takeShard(ByteReader in) {
    return (int) in.takeUpTo(Integer.MAX_VALUE, "a shard");
  }

  private static int tagOf(Status.Role role) {
    return switch (role) {
      case UNBORN -> 1;
      case LEARNER -> 2;
      case FOLLOWER -> 3;
      case CANDIDATE -> 4;
      case LEADER -> 5;
    };
  }

  private static int tagOf(Status.Recall recall) {
    return switch (recall) {
      case COMPLETE -> 0;
      case PARTIAL -> 1;
      case MAJORITY_LOST -> 2;
      case DAMAGED -> 3;
    };
  }

  private static Status.Recall recall(int tag) {
    return switch (tag) {
      case 0 -> Status.Recall.COMPLETE;
      case 1 -> Status.Recall.PARTIAL;
      case 2 -> Status.Recall.MAJORITY_LOST;
      case 3 -> Status.Recall.DAMAGED;
      default -> throw new MalformedBytesException("no recall has the tag " + tag);
    };
  }

  private static Status.Role role(int tag) {
    return switch (tag) {
      case 1 -> Status.Role.UNBORN;
      case 2 -> Status.Role.LEARNER;
      case 3 -> Status.Role.FOLLOWER;
      case 4 -> Status.Role.CANDIDATE;
      case 5 -> Status.Role.LEADER;
      default -> throw new MalformedBytesException("no role has the tag " + tag);
    };
  }
}
