package dev.memdi.durable.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a segment piece by piece: what lies side by side is read in one go. */
final class Window {
  private static final int PIECE = 1 << 18;

  private final Source source;
  private final long salt;
  private final byte[] bytes;
  private long start;
  private int length;

  Window(Source source, long salt) throws IOException {
    this.source = source;
    this.salt = salt;
    this.bytes = new byte[(int) Math.min(PIECE, source.size() + 1)];
  }

  /** The intact head at that place, or null. */
  @Nullable Head head(long offset) throws IOException {
    int at = locate(offset, Frames.FIXED + Frames.LONGEST_META);
    return Frames.parse(bytes, at, length, salt, offset);
  }

  /** Whether eight bytes at that place, or as many as there are, are all 0. */
  boolean isZero(long offset) throws IOException {
    int at = locate(offset, Frames.ALIGNMENT);
    for (int i = at; i < Math.min(length, at + Frames.ALIGNMENT); i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the body is the one that the head was written for. */
  boolean hasItsBody(Head head) throws IOException {
    CRC32C crc = new CRC32C();
    long end = head.bodyOffset() + head.bodyLength();
    for (long offset = head.bodyOffset(); offset < end; ) {
      int at = locate(offset, 1);
      int part = (int) Math.min(length - at, end - offset);
      if (part <= 0) {
        return false;
      }
      crc.update(bytes, at, part);
      offset += part;
    }
    return (int) crc.getValue() == head.bodyCrc();
  }

  /** The body, or null if it is not the one that the head was written for. */
  byte @Nullable [] body(Head head) throws IOException {
    if (head.bodyOffset() + head.bodyLength() > source.size()) {
      return null;
    }
    byte[] body = new byte[head.bodyLength()];
    int at = locate(head.bodyOffset(), 1);
    int known = Math.min(body.length, length - at);
    System.arraycopy(bytes, at, body, 0, known);
    ByteBuffer rest = ByteBuffer.wrap(body, known, body.length - known);
    source.read(rest, head.bodyOffset() + known);
    boolean intact = !rest.hasRemaining() && Frames.crc(body, 0, body.length) == head.bodyCrc();
    return intact ? body : null;
  }

  /** Where in the array the byte of that offset is; with so many after it as there are. */
  private int locate(long offset, int wanted) throws IOException {
    if (offset < start || offset + wanted > start + length) {
      if (offset >= start && offset < start + length && length < bytes.length) {
        return (int) (offset - start); // the end of the file is in the array
      }
      ByteBuffer into = ByteBuffer.wrap(bytes);
      source.read(into, offset);
      start = offset;
      length = into.position();
    }
    return (int) (offset - start);
  }
}
