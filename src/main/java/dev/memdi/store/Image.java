package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.OutcomeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The whole state of a shard at one point of its log, which never changes. As bytes it is a
 * sequence of rows, cut into chunks; a chunk is encoded when it is asked for, the same bytes every
 * time and on every replica.
 *
 * <pre>
 *   chunk = version 1 | shard | index | stamp | chunkBytes | number | of | rows… | CRC32C 4 bytes
 *   rows  = closed incarnations, then each session followed by its outcomes, then keys in order
 * </pre>
 */
public final class Image {
  static final int VERSION = 1;
  static final int ROW_CLOSED = 1;
  static final int ROW_SESSION = 2;
  static final int ROW_KEPT = 3;
  static final int ROW_KEY = 4;

  /** What a row costs beside its byte strings, about. */
  private static final int ROW_OVERHEAD = 24;

  /** One piece of the state. */
  sealed interface Row {}

  record Closed(long incarnation) implements Row {}

  record Session(long incarnation, long floor) implements Row {}

  /** An outcome of the session that came last. */
  record Kept(long sequence, Outcome outcome) implements Row {}

  record Entry(Key key, Slot slot) implements Row {}

  private final int shard;
  private final long index;
  private final long stamp;
  private final int chunkBytes;
  private final List<Row> rows;
  private final int[] starts;

  Image(int shard, long index, long stamp, int chunkBytes, List<Row> rows) {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("a chunk has at least one byte: " + chunkBytes);
    }
    this.shard = shard;
    this.index = index;
    this.stamp = stamp;
    this.chunkBytes = chunkBytes;
    this.rows = rows;
    this.starts = cut(rows, chunkBytes);
  }

  public int shard() {
    return shard;
  }

  /** The index of the last entry that is in this image. */
  public long index() {
    return index;
  }

  /** The shard time of the last entry that is in this image. */
  public long stampMillis() {
    return stamp;
  }

  public int chunkBytes() {
    return chunkBytes;
  }

  /** At least one, so that an empty shard travels too. */
  public int chunkCount() {
    return starts.length;
  }

  /** The chunk of that number, counted from 0. May be called on any thread. */
  public Bytes chunk(int number) {
    int from = starts[number];
    int to = number + 1 < starts.length ? starts[number + 1] : rows.size();
    ByteWriter out = new ByteWriter(Math.min(chunkBytes, 1 << 20) + 256);
    out.putByte(VERSION);
    out.putVarint(shard);
    out.putVarint(index);
    out.putSigned(stamp);
    out.putVarint(chunkBytes);
    out.putVarint(number);
    out.putVarint(starts.length);
    for (Row row : rows.subList(from, to)) {
      encode(row, out);
    }
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.size());
    out.putInt((int) crc.getValue());
    return out.toBytes();
  }

  /** The same for equal states, whatever led to them. */
  long digest() {
    Digest digest = new Digest();
    ByteWriter out = new ByteWriter(256);
    out.putVarint(index);
    out.putSigned(stamp);
    for (Row row : rows) {
      encode(row, out);
      digest.add(out.array(), out.size());
      out.truncate(0);
    }
    digest.add(out.array(), out.size());
    return digest.value();
  }

  List<Row> rows() {
    return rows;
  }

  private static void encode(Row row, ByteWriter out) {
    switch (row) {
      case Closed(long incarnation) -> {
        out.putByte(ROW_CLOSED);
        out.putLong(incarnation);
      }
      case Session(long incarnation, long floor) -> {
        out.putByte(ROW_SESSION);
        out.putLong(incarnation);
        out.putSigned(floor);
      }
      case Kept(long sequence, Outcome outcome) -> {
        out.putByte(ROW_KEPT);
        out.putSigned(sequence);
        OutcomeCodec.write(outcome, out);
      }
      case Entry(Key key, Slot slot) -> {
        out.putByte(ROW_KEY);
        out.putBytes(key.bytes());
        out.putBytes(slot.value());
        out.putVarint(slot.revision());
        // Most keys have no deadline: one byte says so.
        boolean mortal = slot.deadline() != Slot.NO_DEADLINE;
        out.putBoolean(mortal);
        if (mortal) {
          out.putSigned(slot.deadline());
        }
      }
    }
  }

  private static int[] cut(List<Row> rows, int chunkBytes) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    long size = 0;
    for (int i = 0; i < rows.size(); i++) {
      long row = sizeOf(rows.get(i));
      if (size > 0 && size + row > chunkBytes) {
        starts.add(i);
        size = 0;
      }
      size += row;
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long sizeOf(Row row) {
    return switch (row) {
      case Closed _, Session _ -> ROW_OVERHEAD;
      case Kept(_, Outcome outcome) -> ROW_OVERHEAD + sizeOf(outcome);
      case Entry(Key key, Slot slot) ->
          ROW_OVERHEAD + (long) key.bytes().length() + slot.value().length();
    };
  }

  private static long sizeOf(Outcome outcome) {
    return outcome instanceof Outcome.Done(Result result, _) ? sizeOf(result) : ROW_OVERHEAD;
  }

  /** Of the results that writes have, only an update and what contains one can be large. */
  private static long sizeOf(Result result) {
    return switch (result) {
      case Result.Updated(Bytes value, _) -> ROW_OVERHEAD + (long) value.length();
      case Result.Many(List<Result> results) -> results.stream().mapToLong(Image::sizeOf).sum();
      case Result.Written _,
          Result.Deleted _,
          Result.Found _,
          Result.Missing _,
          Result.Page _,
          Result.Counted _ ->
          ROW_OVERHEAD;
    };
  }
}
