package dev.memdi.raft.wire;

import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.StatusCodec;
import dev.memdi.raft.core.Peer;
import java.util.ArrayList;
import java.util.List;

/** Incarnations, and where they are, as bytes. */
public final class PeerCodec {
  private PeerCodec() {}

  public static void writeNode(NodeId node, ByteWriter out) {
    StatusCodec.writeNodeId(node, out);
  }

  public static NodeId readNode(ByteReader in) {
    return StatusCodec.readNodeId(in);
  }

  public static void write(Peer peer, ByteWriter out) {
    writeNode(peer.id(), out);
    out.putText(peer.address());
  }

  public static Peer read(ByteReader in) {
    return new Peer(readNode(in), in.takeText());
  }

  public static void writeAll(List<Peer> peers, ByteWriter out) {
    out.putVarint(peers.size());
    for (Peer peer : peers) {
      write(peer, out);
    }
  }

  public static List<Peer> readAll(ByteReader in) {
    int count = in.takeCount("peers");
    List<Peer> peers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      peers.add(read(in));
    }
    return peers;
  }
}
