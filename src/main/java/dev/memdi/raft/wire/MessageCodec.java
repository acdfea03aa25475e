package dev.memdi.raft.wire;

import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import java.util.List;

/** What replicators say to each other as frames: a tag and the term, then the fields. */
public final class MessageCodec {
  private static final int APPEND = 1;
  private static final int APPENDED = 2;
  private static final int REJECTED = 3;
  private static final int IMAGE_CHUNK = 4;
  private static final int IMAGE_PROGRESS = 5;
  private static final int CAMPAIGN_NOW = 6;
  private static final int ASK_GOAL = 7;
  private static final int TELL_GOAL = 8;

  private MessageCodec() {}

  static void writeFromPeer(Replicator.FromPeer message, FrameWriter out) {
    PeerCodec.write(message.from(), out.head());
    PeerCodec.writeNode(message.to(), out.head());
    out.head().putLong(message.lineage());
    write(message.message(), out);
  }

  static Replicator.FromPeer readFromPeer(FrameReader in) {
    Peer from = PeerCodec.read(in.head());
    NodeId to = PeerCodec.readNode(in.head());
    long lineage = in.head().takeLong();
    return new Replicator.FromPeer(from, to, lineage, read(in));
  }

  public static void write(Message message, FrameWriter out) {
    ByteWriter head = out.head();
    head.putByte(tagOf(message));
    head.putVarint(message.term());
    switch (message) {
      case Message.Append append -> writeAppend(append, out);
      case Message.Appended(long _, long match, long sentAt) -> {
        head.putVarint(match);
        head.putLong(sentAt);
      }
      case Message.Rejected(
              long _,
              long previousIndex,
              long hintIndex,
              long hintTerm,
              long sentAt) -> {
        head.putVarint(previousIndex);
        head.putVarint(hintIndex);
        head.putVarint(hintTerm);
        head.putLong(sentAt);
      }
      case Message.ImageChunk chunk -> writeChunk(chunk, out);
      case Message.ImageProgress(long _, long imageIndex, int nextChunk, long sentAt) -> {
        head.putVarint(imageIndex);
        head.putVarint(nextChunk);
        head.putLong(sentAt);
      }
      case Message.AskGoal(long _, long life) -> head.putLong(life);
      case Message.TellGoal(long _, long life, long index) -> {
        head.putLong(life);
        head.putVarint(index);
      }
      case Message.CampaignNow(long _, NodeId target) -> PeerCodec.writeNode(target, head);
    }
  }

  private static int tagOf(Message message) {
    return switch (message) {
      case Message.Append _ -> APPEND;
      case Message.Appended _ -> APPENDED;
      case Message.Rejected _ -> REJECTED;
      case Message.ImageChunk _ -> IMAGE_CHUNK;
      case Message.ImageProgress _ -> IMAGE_PROGRESS;
      case Message.AskGoal _ -> ASK_GOAL;
      case Message.TellGoal _ -> TELL_GOAL;
      case Message.CampaignNow _ -> CAMPAIGN_NOW;
    };
  }

  public static Message read(FrameReader in) {
    ByteReader head = in.head();
    int tag = head.takeByte();
    long term = EntryCodec.takeTerm(head);
    return switch (tag) {
      case APPEND -> readAppend(term, in);
      case APPENDED -> new Message.Appended(term, EntryCodec.takeIndex(head), head.takeLong());
      case REJECTED ->
          new Message.Rejected(
              term,
              EntryCodec.takeIndex(head),
              EntryCodec.takeIndex(head),
              EntryCodec.takeTerm(head),
              head.takeLong());
      case IMAGE_CHUNK -> readChunk(term, in);
      case IMAGE_PROGRESS ->
          new Message.ImageProgress(
              term, EntryCodec.takeIndex(head), takeChunkNumber(head), head.takeLong());
      case ASK_GOAL -> new Message.AskGoal(term, head.takeLong());
      case TELL_GOAL -> new Message.TellGoal(term, head.takeLong(), EntryCodec.takeIndex(head));
      case CAMPAIGN_NOW -> new Message.CampaignNow(term, PeerCodec.readNode(head));
      default -> throw new MalformedBytesException("no message has the tag " + tag);
    };
  }

  private static void writeAppend(Message.Append append, FrameWriter out) {
    ByteWriter head = out.head();
    head.putVarint(append.previousIndex());
    head.putVarint(append.previousTerm());
    head.putVarint(append.commit());
    head.putLong(append.sentAt());
    head.putSigned(append.shardTime());
    EntryCodec.writeAll(append.entries(), out);
  }

  private static Message readAppend(long term, FrameReader in) {
    ByteReader head = in.head();
    long previousIndex = EntryCodec.takeIndex(head);
    long previousTerm = EntryCodec.takeTerm(head);
    long commit = EntryCodec.takeIndex(head);
    long sentAt = head.takeLong();
    long shardTime = head.takeSigned();
    List<Entry> entries = EntryCodec.readAll(in);
    return new Message.Append(
        term, previousIndex, previousTerm, entries, commit, sentAt, shardTime);
  }

  private static void writeChunk(Message.ImageChunk chunk, FrameWriter out) {
    ByteWriter head = out.head();
    ConfigurationCodec.writeBase(chunk.base(), head);
    head.putVarint(chunk.chunk());
    head.putVarint(chunk.chunks());
    head.putLong(chunk.sentAt());
    head.putSigned(chunk.shardTime());
    out.putBulk(chunk.bytes());
  }

  private static Message readChunk(long term, FrameReader in) {
    ByteReader head = in.head();
    Log.Base base = ConfigurationCodec.readBase(head);
    int chunk = takeChunkNumber(head);
    int chunks = takeChunkNumber(head);
    long sentAt = head.takeLong();
    long shardTime = head.takeSigned();
    Bytes bytes = in.takeBulk();
    return new Message.ImageChunk(term, base, chunk, chunks, bytes, sentAt, shardTime);
  }

  private static int takeChunkNumber(ByteReader in) {
    return (int) in.takeUpTo(Integer.MAX_VALUE, "the number of a chunk");
  }
}
