package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.OutcomeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a shard at one point of its log, which never changes; for any thread. As bytes
 * it is a sequence of rows, cut into chunks; a chunk is encoded when it is asked for, the same
 * bytes every time and on every replica.
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

  /** A piece of what makes retries harmless. */
  sealed interface Row {}

  record Closed(long incarnation) implements Row {}

  record Session(long incarnation, long floor) implements Row {}

  /** An outcome of the session that came last. */
  record Kept(long sequence, Outcome outcome) implements Row {}

  /** Where chunks begin: first those of sessions, then those of entries. */
  private record Cut(List<Integer> sessions, List<Long> entries) {
    int chunks() {
      return Math.max(1, sessions.size() + entries.size());
    }
  }

  private final int shard;
  private final long index;
  private final long stamp;
  private final int chunkBytes;
  private final List<Row> sessions;
  private final SlotTree.View entries;
  private volatile @Nullable Cut cut; // made when first asked for, outside the store

  Image(
      int shard,
      long index,
      long stamp,
      int chunkBytes,
      List<Row> sessions,
      SlotTree.View entries) {
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("a chunk has at least one byte: " + chunkBytes);
    }
    this.shard = shard;
    this.index = index;
    this.stamp = stamp;
    this.chunkBytes = chunkBytes;
    this.sessions = List.copyOf(sessions);
    this.entries = entries;
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
    return cut().chunks();
  }

  /** The chunk of that number, counted from 0. */
  public Bytes chunk(int number) {
    Cut where = cut();
    if (number < 0 || number >= where.chunks()) {
      throw new IndexOutOfBoundsException("chunk " + number + " of " + where.chunks());
    }
    ByteWriter out = new ByteWriter(Math.min(chunkBytes, 1 << 20) + 256);
    out.putByte(VERSION);
    out.putVarint(shard);
    out.putVarint(index);
    out.putSigned(stamp);
    out.putVarint(chunkBytes);
    out.putVarint(number);
    out.putVarint(where.chunks());
    if (number < where.sessions.size()) {
      int next = number + 1;
      int end = next < where.sessions.size() ? where.sessions.get(next) : sessions.size();
      sessions.subList(where.sessions.get(number), end).forEach(row -> encode(row, out));
    } else if (!where.entries.isEmpty()) {
      encodeEntries(where.entries, number - where.sessions.size(), out);
    }
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.size());
    out.putInt((int) crc.getValue());
    return out.toBytes();
  }

  /**
   * Some of the keys, in order.
   *
   * @param next how many keys there are up to and with these
   * @param last whether there are no others
   */
  public record Page(List<Result.Entry> entries, long next, boolean last) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The keys from the one on before which there are {@code rank} others, with about {@code
   * maxBytes} bytes, or a single one with more; without those that are due at {@code shardTime}.
   */
  public Page page(long rank, int maxBytes, long shardTime) {
    if (rank >= entries.count()) {
      return new Page(List.of(), entries.count(), true);
    }
    long end = entries.endOfPiece(rank, maxBytes);
    List<Result.Entry> page = new ArrayList<>();
    long[] left = {end - rank};
    entries.scan(
        rank,
        slot -> {
          if (!slot.isDue(shardTime)) {
            page.add(TableReader.entry(slot, shardTime));
          }
          left[0]--;
          return left[0] > 0;
        });
    return new Page(page, end, end == entries.count());
  }

  /** The same for equal states, whatever led to them. */
  long digest() {
    Digest digest = new Digest();
    ByteWriter out = new ByteWriter(256);
    out.putVarint(index);
    out.putSigned(stamp);
    for (Row row : sessions) {
      encode(row, out);
      digest.take(out);
    }
    entries.scan(slot -> {
      encode(slot, out);
      digest.take(out);
      return true;
    });
    digest.take(out);
    return digest.value();
  }

  List<Row> sessions() {
    return sessions;
  }

  SlotTree.View entries() {
    return entries;
  }

  private void encodeEntries(List<Long> starts, int piece, ByteWriter out) {
    long start = starts.get(piece);
    long end = piece + 1 < starts.size() ? starts.get(piece + 1) : entries.count();
    long[] left = {end - start};
    entries.scan(
        start,
        slot -> {
          encode(slot, out);
          left[0]--;
          return left[0] > 0;
        });
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
    }
  }

  private static void encode(Slot slot, ByteWriter out) {
    byte[] cell = slot.cell();
    out.putByte(ROW_KEY);
    out.putVarint(Cell.keyLength(cell));
    out.putRaw(cell, Cell.keyAt(cell), Cell.keyLength(cell));
    out.putVarint(slot.length());
    out.putRaw(cell, Cell.valueAt(cell), slot.length());
    out.putVarint(slot.revision());
    // Most keys have no deadline: one byte says so.
    out.putBoolean(slot.isMortal());
    if (slot.isMortal()) {
      out.putSigned(slot.deadline());
    }
  }

  private Cut cut() {
    Cut known = cut;
    if (known == null) {
      List<Long> starts = new ArrayList<>();
      for (long at = 0; at < entries.count(); at = entries.endOfPiece(at, chunkBytes)) {
        starts.add(at);
      }
      known = new Cut(cutSessions(), starts);
      cut = known;
    }
    return known;
  }

  private List<Integer> cutSessions() {
    List<Integer> starts = new ArrayList<>();
    ByteWriter row = new ByteWriter();
    long size = 0;
    for (int i = 0; i < sessions.size(); i++) {
      encode(sessions.get(i), row);
      if (i == 0 || size + row.size() > chunkBytes) {
        starts.add(i);
        size = 0;
      }
      size += row.size();
      row.truncate(0);
    }
    return starts;
  }
}
