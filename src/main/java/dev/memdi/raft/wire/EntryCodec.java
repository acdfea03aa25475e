package dev.memdi.raft.wire;

import dev.memdi.api.Burst;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Payload;
import java.util.ArrayList;
import java.util.List;

/** Entries of the log as parts of a frame: their bursts are bulk. */
public final class EntryCodec {
  private static final int NO_OP = 1;
  private static final int COMMANDS = 2;
  private static final int RECONFIGURE = 3;

  private EntryCodec() {}

  public static void write(Entry entry, FrameWriter out) {
    ByteWriter head = out.head();
    head.putVarint(entry.term());
    head.putVarint(entry.first());
    head.putSigned(entry.stamp());
    switch (entry.payload()) {
      case Payload.NoOp _ -> head.putByte(NO_OP);
      case Payload.Commands(List<Burst> bursts) -> {
        head.putByte(COMMANDS);
        head.putVarint(bursts.size());
        for (Burst burst : bursts) {
          writeBurst(burst, out);
        }
      }
      case Payload.Reconfigure(var configuration) -> {
        head.putByte(RECONFIGURE);
        ConfigurationCodec.write(configuration, head);
      }
    }
  }

  public static Entry read(FrameReader in) {
    ByteReader head = in.head();
    return new Entry(takeTerm(head), takeIndex(head), head.takeSigned(), readPayload(in));
  }

  private static Payload readPayload(FrameReader in) {
    int tag = in.head().takeByte();
    return switch (tag) {
      case NO_OP -> Payload.NO_OP;
      case COMMANDS -> {
        int count = in.head().takeCount("bursts");
        List<Burst> bursts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          bursts.add(readBurst(in));
        }
        yield new Payload.Commands(bursts);
      }
      case RECONFIGURE -> new Payload.Reconfigure(ConfigurationCodec.read(in.head()));
      default -> throw new MalformedBytesException("no payload has the tag " + tag);
    };
  }

  public static void writeAll(List<Entry> entries, FrameWriter out) {
    out.head().putVarint(entries.size());
    for (Entry entry : entries) {
      write(entry, out);
    }
  }

  public static List<Entry> readAll(FrameReader in) {
    int count = in.head().takeCount("entries");
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(read(in));
    }
    return entries;
  }

  static void writeBurst(Burst burst, FrameWriter out) {
    out.head().putVarint(burst.count());
    out.putBulk(burst.bytes());
  }

  static Burst readBurst(FrameReader in) {
    int count = (int) in.head().takeUpTo(Integer.MAX_VALUE, "a burst's count");
    var bytes = in.takeBulk();
    // Each write takes at least a byte; a count beyond that would run away with the log's indices.
    if (count < 1 || count > bytes.length()) {
      throw new MalformedBytesException(
          "a burst of %d writes in %d bytes".formatted(count, bytes.length()));
    }
    return new Burst(count, bytes);
  }

  static long takeTerm(ByteReader in) {
    return in.takeUpTo(Long.MAX_VALUE, "a term");
  }

  static long takeIndex(ByteReader in) {
    return in.takeUpTo(Long.MAX_VALUE, "an index");
  }
}
