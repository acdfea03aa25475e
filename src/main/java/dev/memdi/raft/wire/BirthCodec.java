package dev.memdi.raft.wire;

import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Birth.Ballot;
import dev.memdi.raft.core.Birth.Founders;
import dev.memdi.raft.core.Peer;
import java.util.ArrayList;
import java.util.List;

/** How a shard is born, and how a replica is taken in, as bytes: a tag, then the fields. */
public final class BirthCodec {
  private static final int CANVASS = 1;
  private static final int PROMISE = 2;
  private static final int OUTBID = 3;
  private static final int BORN = 4;
  private static final int DECLARE = 5;
  private static final int BLANK = 6;

  private BirthCodec() {}

  static void writeAboutBirth(ShardReplica.AboutBirth about, ByteWriter out) {
    PeerCodec.writeNode(about.to(), out);
    write(about.message(), out);
  }

  static ShardReplica.AboutBirth readAboutBirth(ByteReader in) {
    return new ShardReplica.AboutBirth(PeerCodec.readNode(in), read(in));
  }

  static void writeInvite(ShardReplica.Invite invite, ByteWriter out) {
    writeFounders(invite.founders(), out);
    PeerCodec.write(invite.leader(), out);
    PeerCodec.writeNode(invite.to(), out);
  }

  static ShardReplica.Invite readInvite(ByteReader in) {
    return new ShardReplica.Invite(readFounders(in), PeerCodec.read(in), PeerCodec.readNode(in));
  }

  static void writeDismiss(ShardReplica.Dismiss dismiss, ByteWriter out) {
    PeerCodec.writeNode(dismiss.to(), out);
    out.putLong(dismiss.lineage());
    out.putVarint(dismiss.term());
  }

  static ShardReplica.Dismiss readDismiss(ByteReader in) {
    return new ShardReplica.Dismiss(PeerCodec.readNode(in), in.takeLong(), EntryCodec.takeTerm(in));
  }

  public static void write(Birth.Message message, ByteWriter out) {
    switch (message) {
      case Birth.Message.Canvass(Ballot ballot, Founders founders, Peer from) -> {
        out.putByte(CANVASS);
        writeBallot(ballot, out);
        writeFounders(founders, out);
        PeerCodec.write(from, out);
      }
      case Birth.Message.Promise(Ballot ballot, NodeId from, List<Founders> earlier) -> {
        out.putByte(PROMISE);
        writeBallot(ballot, out);
        PeerCodec.writeNode(from, out);
        out.putVarint(earlier.size());
        for (Founders founders : earlier) {
          writeFounders(founders, out);
        }
      }
      case Birth.Message.Outbid(Ballot ballot, Ballot promised) -> {
        out.putByte(OUTBID);
        writeBallot(ballot, out);
        writeBallot(promised, out);
      }
      case Birth.Message.Born(Ballot ballot, Founders founders) -> {
        out.putByte(BORN);
        writeBallot(ballot, out);
        writeFounders(founders, out);
      }
      case Birth.Message.Declare(Ballot ballot, Founders founders) -> {
        out.putByte(DECLARE);
        writeBallot(ballot, out);
        writeFounders(founders, out);
      }
      case Birth.Message.Blank(Peer from) -> {
        out.putByte(BLANK);
        PeerCodec.write(from, out);
      }
    }
  }

  public static Birth.Message read(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case CANVASS ->
          new Birth.Message.Canvass(readBallot(in), readFounders(in), PeerCodec.read(in));
      case PROMISE -> {
        Ballot ballot = readBallot(in);
        NodeId from = PeerCodec.readNode(in);
        int count = in.takeCount("sets of founders");
        List<Founders> earlier = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          earlier.add(readFounders(in));
        }
        yield new Birth.Message.Promise(ballot, from, earlier);
      }
      case OUTBID -> new Birth.Message.Outbid(readBallot(in), readBallot(in));
      case BORN -> new Birth.Message.Born(readBallot(in), readFounders(in));
      case DECLARE -> new Birth.Message.Declare(readBallot(in), readFounders(in));
      case BLANK -> new Birth.Message.Blank(PeerCodec.read(in));
      default -> throw new MalformedBytesException("no word about a birth has the tag " + tag);
    };
  }

  public static void writeFounders(Founders founders, ByteWriter out) {
    PeerCodec.writeAll(founders.peers(), out);
  }

  public static Founders readFounders(ByteReader in) {
    return new Founders(PeerCodec.readAll(in));
  }

  private static void writeBallot(Ballot ballot, ByteWriter out) {
    out.putVarint(ballot.round());
    PeerCodec.writeNode(ballot.proposer(), out);
  }

  private static Ballot readBallot(ByteReader in) {
    return new Ballot(in.takeUpTo(Long.MAX_VALUE, "a ballot's round"), PeerCodec.readNode(in));
  }
}
