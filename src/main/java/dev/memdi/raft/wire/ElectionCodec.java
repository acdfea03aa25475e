package dev.memdi.raft.wire;

import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.raft.ElectionCoordinator.Answer;
import dev.memdi.raft.ElectionCoordinator.Ask;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Peer;
import java.util.OptionalLong;

/** What election coordinators say to each other as bytes. */
final class ElectionCodec {
  private ElectionCodec() {}

  static void writeAsk(Ask ask, ByteWriter out) {
    PeerCodec.write(ask.from(), out);
    PeerCodec.writeNode(ask.to(), out);
    out.putLong(ask.lineage());
    writeCandidacy(ask.candidacy(), out);
    out.putBoolean(ask.canvass());
  }

  static Ask readAsk(ByteReader in) {
    Peer from = PeerCodec.read(in);
    NodeId to = PeerCodec.readNode(in);
    long lineage = in.takeLong();
    return new Ask(from, to, lineage, readCandidacy(in), in.takeBoolean());
  }

  static void writeAnswer(Answer answer, ByteWriter out) {
    PeerCodec.write(answer.from(), out);
    PeerCodec.writeNode(answer.to(), out);
    out.putLong(answer.lineage());
    out.putVarint(answer.inTerm());
    out.putBoolean(answer.canvass());
    out.putBoolean(answer.granted());
    out.putVarint(answer.term());
    out.putBoolean(answer.shardTime().isPresent());
    answer.shardTime().ifPresent(out::putSigned);
  }

  /**
   * @param remembers whether the voter has all that it acknowledged, as the frame's kind says
   */
  static Answer readAnswer(ByteReader in, boolean remembers) {
    Peer from = PeerCodec.read(in);
    NodeId to = PeerCodec.readNode(in);
    long lineage = in.takeLong();
    long inTerm = EntryCodec.takeTerm(in);
    boolean canvass = in.takeBoolean();
    boolean granted = in.takeBoolean();
    long term = EntryCodec.takeTerm(in);
    OptionalLong shardTime =
        in.takeBoolean() ? OptionalLong.of(in.takeSigned()) : OptionalLong.empty();
    return new Answer(from, to, lineage, inTerm, canvass, granted, remembers, term, shardTime);
  }

  private static void writeCandidacy(Candidacy candidacy, ByteWriter out) {
    PeerCodec.writeNode(candidacy.candidate(), out);
    out.putVarint(candidacy.term());
    out.putVarint(candidacy.lastTerm());
    out.putVarint(candidacy.lastIndex());
    out.putBoolean(candidacy.transfer());
  }

  private static Candidacy readCandidacy(ByteReader in) {
    return new Candidacy(
        PeerCodec.readNode(in),
        EntryCodec.takeTerm(in),
        EntryCodec.takeTerm(in),
        EntryCodec.takeIndex(in),
        in.takeBoolean());
  }
}
