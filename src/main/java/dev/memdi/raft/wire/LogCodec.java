package dev.memdi.raft.wire;

import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import java.util.List;
import java.util.Optional;

/** What a replica makes durable, as bytes: a tag, then the fields; entries as on the wire. */
final class LogCodec {
  private static final int FOUNDED = 1;
  private static final int TERM_ADVANCED = 2;
  private static final int ENTRIES_APPENDED = 3;
  private static final int TAIL_REMOVED = 4;
  private static final int IMAGE_INSTALLED = 5;
  private static final int DISCARDED = 6;
  private static final int EXPOSED = 7;
  private static final int SETTLED = 8;

  private LogCodec() {}

  static void write(Durable change, FrameWriter out) {
    ByteWriter head = out.head();
    switch (change) {
      case Durable.Founded founded -> {
        head.putByte(FOUNDED);
        writeFounded(founded, head);
      }
      case Durable.TermAdvanced(long term, Optional<NodeId> vote) -> {
        head.putByte(TERM_ADVANCED);
        writeTerm(term, vote, head);
      }
      case Durable.EntriesAppended(List<Entry> entries) -> {
        head.putByte(ENTRIES_APPENDED);
        EntryCodec.writeAll(entries, out);
      }
      case Durable.TailRemoved(long from) -> {
        head.putByte(TAIL_REMOVED);
        head.putVarint(from);
      }
      case Durable.ImageInstalled(Log.Base base) -> {
        head.putByte(IMAGE_INSTALLED);
        ConfigurationCodec.writeBase(base, head);
      }
      case Durable.Discarded() -> head.putByte(DISCARDED);
      case Durable.Exposed() -> head.putByte(EXPOSED);
      case Durable.Settled() -> head.putByte(SETTLED);
    }
  }

  static Durable read(FrameReader in) {
    ByteReader head = in.head();
    int tag = head.takeByte();
    return switch (tag) {
      case FOUNDED -> readFounded(head);
      case TERM_ADVANCED -> new Durable.TermAdvanced(EntryCodec.takeTerm(head), readVote(head));
      case ENTRIES_APPENDED -> new Durable.EntriesAppended(EntryCodec.readAll(in));
      case TAIL_REMOVED -> new Durable.TailRemoved(EntryCodec.takeIndex(head));
      case IMAGE_INSTALLED -> new Durable.ImageInstalled(ConfigurationCodec.readBase(head));
      case DISCARDED -> new Durable.Discarded();
      case EXPOSED -> new Durable.Exposed();
      case SETTLED -> new Durable.Settled();
      default -> throw new MalformedBytesException("no change of a log has the tag " + tag);
    };
  }

  static void writeState(DurableState state, FrameWriter out) {
    ByteWriter head = out.head();
    head.putBoolean(state.founded().isPresent());
    state.founded().ifPresent(founded -> writeFounded(founded, head));
    head.putBoolean(state.discarded());
    writeTerm(state.term(), state.vote(), head);
    ConfigurationCodec.writeBase(state.log().base(), head);
    EntryCodec.writeAll(state.log().between(state.log().baseIndex(), state.log().lastIndex()), out);
  }

  /**
   * @param exposed whether entries were acknowledged that may be missing, as the form says
   */
  static DurableState readState(FrameReader in, boolean exposed) {
    ByteReader head = in.head();
    Optional<Durable.Founded> founded =
        head.takeBoolean() ? Optional.of(readFounded(head)) : Optional.empty();
    boolean discarded = head.takeBoolean();
    long term = EntryCodec.takeTerm(head);
    Optional<NodeId> vote = readVote(head);
    Log log = Log.startingAt(ConfigurationCodec.readBase(head));
    for (Entry entry : EntryCodec.readAll(in)) {
      if (entry.first() != log.lastIndex() + 1) {
        throw new MalformedBytesException(
            "an entry at %d after %d".formatted(entry.first(), log.lastIndex()));
      }
      log = log.append(entry);
    }
    return new DurableState(founded, discarded, term, vote, log, exposed);
  }

  private static void writeFounded(Durable.Founded founded, ByteWriter out) {
    PeerCodec.writeNode(founded.self(), out);
    BirthCodec.writeFounders(founded.founders(), out);
    out.putBoolean(founded.founder());
  }

  private static Durable.Founded readFounded(ByteReader in) {
    NodeId self = PeerCodec.readNode(in);
    Birth.Founders founders = BirthCodec.readFounders(in);
    return new Durable.Founded(self, founders, in.takeBoolean());
  }

  private static void writeTerm(long term, Optional<NodeId> vote, ByteWriter out) {
    out.putVarint(term);
    out.putBoolean(vote.isPresent());
    vote.ifPresent(node -> PeerCodec.writeNode(node, out));
  }

  private static Optional<NodeId> readVote(ByteReader in) {
    return in.takeBoolean() ? Optional.of(PeerCodec.readNode(in)) : Optional.empty();
  }
}
