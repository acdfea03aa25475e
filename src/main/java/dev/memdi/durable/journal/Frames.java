package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes. The head has a checksum of its own, which covers the segment's salt and the
 * record's place, so that no stale bytes, and no bytes in the wrong place, pass for a record; and
 * so that of a record with a damaged body it is still known whose it was and where the next begins.
 */
final class Frames {
  /** Length of the body, length of the meta data, kind, 0, checksum of the body, of the head. */
  static final int FIXED = 16;

  static final int ALIGNMENT = 8;
  static final int LONGEST_META = 0xFFFF;

  /** What a record takes besides its body, at most, for a persistence id of that many bytes. */
  static final int OVERHEAD = FIXED + 5 * 10 + ALIGNMENT;

  private static final int HEAD_CRC = 12;

  private Frames() {}

  static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /** Appends a head; what it says of its own length is found out here. */
  static void putHead(ByteWriter out, long salt, Head head) {
    int start = out.size();
    out.putInt(head.bodyLength());
    out.putInt(0);
    out.putInt(head.bodyCrc());
    out.putInt(0);
    putMeta(out, head);
    int metaLength = out.size() - start - FIXED;
    if (metaLength > LONGEST_META) {
      throw new IllegalArgumentException("a persistence id of " + metaLength + " bytes");
    }
    ByteBuffer fixed = ByteBuffer.wrap(out.array(), start, FIXED).slice();
    fixed.putShort(4, (short) metaLength);
    fixed.put(6, (byte) head.kind().code());
    fixed.putInt(HEAD_CRC, headCrc(out.array(), start, metaLength, salt, head.offset()));
  }

  private static void putMeta(ByteWriter out, Head head) {
    out.putVarint(head.offset() - head.forcedUpTo());
    switch (head.kind()) {
      case EVENTS -> {
        out.putText(head.id());
        out.putVarint(head.previous());
        out.putVarint(head.first() - head.previous());
        out.putVarint(head.last() - head.first());
      }
      case STATE -> {
        out.putText(head.id());
        out.putVarint(head.previous());
        out.putVarint(head.last());
      }
      case FORCED, INDEX -> {}
    }
  }

  /** The head at {@code at} of an array that holds {@code limit} bytes, if there is one. */
  static @Nullable Head parse(byte[] array, int at, int limit, long salt, long offset) {
    if (at > limit - FIXED || !Kind.isCode(array[at + 6]) || array[at + 7] != 0) {
      return null;
    }
    ByteBuffer fixed = ByteBuffer.wrap(array, at, FIXED).slice();
    int bodyLength = fixed.getInt(0);
    int metaLength = fixed.getShort(4) & 0xFFFF;
    if (bodyLength < 0
        || metaLength > limit - at - FIXED
        || fixed.getInt(HEAD_CRC) != headCrc(array, at, metaLength, salt, offset)) {
      return null;
    }
    var meta = new ByteReader(array, at + FIXED, metaLength);
    try {
      Kind kind = Kind.of(array[at + 6]);
      return read(meta, kind, offset, metaLength, bodyLength, fixed.getInt(8));
    } catch (MalformedBytesException e) {
      return null; // one in four thousand million: a checksum that fits by chance
    }
  }

  private static Head read(
      ByteReader meta, Kind kind, long offset, int metaLength, int bodyLength, int bodyCrc) {
    long forcedUpTo = offset - meta.takeUpTo(offset, "the distance to what was forced");
    String id = "";
    long previous = 0;
    long first = 0;
    long last = 0;
    if (kind == Kind.EVENTS) {
      id = meta.takeText();
      previous = meta.takeVarint();
      first = previous + meta.takeVarint();
      last = first + meta.takeVarint();
    } else if (kind == Kind.STATE) {
      id = meta.takeText();
      previous = meta.takeVarint();
      last = meta.takeVarint();
      first = last;
    }
    meta.expectEnd();
    return new Head(
        kind, offset, metaLength, bodyLength, bodyCrc, forcedUpTo, id, previous, first, last);
  }

  private static int headCrc(byte[] array, int at, int metaLength, long salt, long offset) {
    CRC32C crc = new CRC32C();
    ByteBuffer place = ByteBuffer.allocate(2 * Long.BYTES).putLong(salt).putLong(offset).flip();
    crc.update(place);
    crc.update(array, at, HEAD_CRC);
    crc.update(array, at + FIXED, metaLength);
    return (int) crc.getValue();
  }
}
