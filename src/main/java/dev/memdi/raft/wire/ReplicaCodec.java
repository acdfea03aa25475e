package dev.memdi.raft.wire;

import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.RejectedBurst.Reason;
import dev.memdi.raft.Replicator.HandOver;
import dev.memdi.raft.core.Peer;
import java.util.Optional;

/** What replicas are told of leadership, and tell edges of it, as bytes. */
final class ReplicaCodec {
  private static final int NOT_LEADER = 1;
  private static final int BUSY = 2;

  private ReplicaCodec() {}

  static void writeHandOver(HandOver handOver, ByteWriter out) {
    out.putBoolean(handOver.target().isPresent());
    handOver.target().ifPresent(node -> PeerCodec.writeNode(node, out));
  }

  static HandOver readHandOver(ByteReader in) {
    Optional<NodeId> target =
        in.takeBoolean() ? Optional.of(PeerCodec.readNode(in)) : Optional.empty();
    return new HandOver(target);
  }

  static void writeRejected(RejectedBurst rejected, ByteWriter out) {
    out.putVarint(rejected.shard());
    out.putVarint(rejected.burst());
    switch (rejected.reason()) {
      case Reason.NotLeader(Optional<Peer> leader) -> {
        out.putByte(NOT_LEADER);
        out.putBoolean(leader.isPresent());
        leader.ifPresent(peer -> PeerCodec.write(peer, out));
      }
      case Reason.Busy() -> out.putByte(BUSY);
    }
  }

  static RejectedBurst readRejected(ByteReader in) {
    int shard = (int) in.takeUpTo(Integer.MAX_VALUE, "a shard");
    return new RejectedBurst(shard, in.takeVarint(), readReason(in));
  }

  private static Reason readReason(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case NOT_LEADER ->
          new Reason.NotLeader(
              in.takeBoolean() ? Optional.of(PeerCodec.read(in)) : Optional.empty());
      case BUSY -> new Reason.Busy();
      default -> throw new MalformedBytesException("no reason has the tag " + tag);
    };
  }
}
