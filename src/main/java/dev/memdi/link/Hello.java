package dev.memdi.link;

import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.StatusCodec;

/**
 * The first thing said on a link, by the node that connects: who it is, whom it means, and the
 * token that it was offered.
 */
record Hello(NodeId from, NodeId to, Bytes token) {
  /** Nothing longer is read from a node that is not known yet. */
  static final int LONGEST = 2048;

  byte[] encode() {
    ByteWriter out = new ByteWriter();
    StatusCodec.writeNodeId(from, out);
    StatusCodec.writeNodeId(to, out);
    out.putBytes(token);
    return out.toBytes().array();
  }

  /**
   * @throws dev.memdi.api.codec.MalformedBytesException if it is none
   */
  static Hello decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes, 0, bytes.length);
    Hello hello = new Hello(StatusCodec.readNodeId(in), StatusCodec.readNodeId(in), in.takeBytes());
    in.expectEnd();
    return hello;
  }
}
