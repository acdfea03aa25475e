package dev.memdi.durable.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a segment begins with, twice, in different sectors: without the salt no record can be told
 * from stale bytes, so one damaged sector must not take it away.
 */
record SegmentHeader(long number, long salt) {
  static final int VERSION = 1;

  /** Where the records begin. */
  static final int BYTES = 4096;

  private static final int COPY = BYTES / 2;
  private static final long MAGIC = 0x6D656D64694A6E6CL; // "memdiJnl"
  private static final int CHECKED = 28;

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    putCopy(bytes.slice(0, COPY));
    putCopy(bytes.slice(COPY, COPY));
    return bytes;
  }

  private void putCopy(ByteBuffer copy) {
    copy.putLong(MAGIC).putInt(VERSION).putLong(number).putLong(salt);
    copy.putInt(crc(copy));
  }

  /** The header of a segment, or null if neither copy is intact. */
  static @Nullable SegmentHeader read(Source source) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    if (source.read(bytes, 0) < BYTES) {
      return null;
    }
    SegmentHeader first = parse(bytes.slice(0, COPY), source.name());
    return first != null ? first : parse(bytes.slice(COPY, COPY), source.name());
  }

  private static @Nullable SegmentHeader parse(ByteBuffer copy, String name) throws IOException {
    if (copy.getLong(0) != MAGIC || copy.getInt(CHECKED) != crc(copy)) {
      return null;
    }
    if (copy.getInt(8) != VERSION) {
      throw new IOException(
          "%s has the format version %d, and this memdi knows %d only: use the newer one"
              .formatted(name, copy.getInt(8), VERSION));
    }
    return new SegmentHeader(copy.getLong(12), copy.getLong(20));
  }

  private static int crc(ByteBuffer copy) {
    CRC32C crc = new CRC32C();
    crc.update(copy.slice(0, CHECKED));
    return (int) crc.getValue();
  }
}
