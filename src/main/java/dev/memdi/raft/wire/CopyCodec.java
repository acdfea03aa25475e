package dev.memdi.raft.wire;

import dev.memdi.api.Result;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.api.codec.ResultCodec;
import dev.memdi.cluster.RefCodec;
import dev.memdi.raft.CopyReader;
import dev.memdi.raft.Replicator;

/** What edges and replicas say to each other about copies of a shard, as bytes. */
final class CopyCodec {
  private final RefCodec refs;

  CopyCodec(RefCodec refs) {
    this.refs = refs;
  }

  void writeOpen(Replicator.OpenCopy open, ByteWriter out) {
    out.putVarint(open.number());
    refs.write(open.replyTo(), out);
    refs.write(open.rejectTo(), out);
  }

  Replicator.OpenCopy readOpen(ByteReader in) {
    return new Replicator.OpenCopy(in.takeVarint(), refs.read(in), refs.read(in));
  }

  void writePull(CopyReader.Pull pull, ByteWriter out) {
    out.putVarint(pull.from());
    refs.write(pull.replyTo(), out);
  }

  CopyReader.Pull readPull(ByteReader in) {
    return new CopyReader.Pull(in.takeUpTo(Long.MAX_VALUE, "a number of keys"), refs.read(in));
  }

  void writeOpened(CopyReader.Opened opened, ByteWriter out) {
    out.putVarint(opened.revision());
    refs.write(opened.reader(), out);
  }

  CopyReader.Opened readOpened(ByteReader in) {
    return new CopyReader.Opened(in.takeUpTo(Long.MAX_VALUE, "a revision"), refs.read(in));
  }

  static void writePiece(CopyReader.Piece piece, ByteWriter out) {
    out.putVarint(piece.from());
    out.putVarint(piece.next());
    ResultCodec.write(new Result.Page(piece.entries(), !piece.last()), out);
  }

  static CopyReader.Piece readPiece(ByteReader in) {
    long from = in.takeUpTo(Long.MAX_VALUE, "a number of keys");
    long next = in.takeUpTo(Long.MAX_VALUE, "a number of keys");
    if (!(ResultCodec.read(in) instanceof Result.Page page)) {
      throw new MalformedBytesException("a piece of a copy that is no page");
    }
    return new CopyReader.Piece(from, next, !page.more(), page.entries());
  }
}
