package dev.memdi.durable.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One piece of a snapshot's file, checked and compressed by itself, in big-endian order:
 *
 * <pre>
 *   frame = kind 1 | packing 1 | number 4 | plain length 4 | stored length 4 | CRC32C 4 | stored…
 * </pre>
 *
 * The number counts all frames of the file from 0, and the checksum is over everything else in the
 * frame: a frame in another's place is noticed.
 */
final class SnapshotFrame {
  static final int HEADER = 18;

  /** A frame holds no more than this: a snapshot beyond it has to come in chunks. */
  static final int LARGEST = 1 << 30;

  static final byte KIND_ABOUT = 1;
  static final byte KIND_HEAD = 2;
  static final byte KIND_CHUNK = 3;
  static final byte KIND_END = 4;

  private static final byte PLAIN = 0;
  private static final byte ZSTD = 1;
  private static final int CHECKSUM_AT = 14;

  /** The first bytes of a frame, as they were read. */
  record Header(byte kind, byte packing, int number, int plain, int stored, int checksum) {
    static Header read(ByteBuffer from) {
      return new Header(
          from.get(), from.get(), from.getInt(), from.getInt(), from.getInt(), from.getInt());
    }

    long length() {
      return HEADER + (long) stored;
    }
  }

  private SnapshotFrame() {}

  /**
   * A frame ready to be written.
   *
   * @param level of compression; 0 for none. What does not get shorter is stored as it is.
   */
  static ByteBuffer encode(byte kind, int number, byte[] plain, int level) {
    if (plain.length > LARGEST) {
      throw new IllegalArgumentException(
          "%d bytes of a snapshot in one piece; more than %d have to come in chunks"
              .formatted(plain.length, LARGEST));
    }
    byte[] stored = plain;
    byte packing = PLAIN;
    if (level > 0) {
      byte[] packed = Zstd.compress(plain, level);
      if (packed.length < plain.length) {
        stored = packed;
        packing = ZSTD;
      }
    }
    ByteBuffer frame = ByteBuffer.allocate(HEADER + stored.length);
    frame.put(kind).put(packing).putInt(number).putInt(plain.length).putInt(stored.length);
    frame.putInt(0).put(stored);
    frame.putInt(CHECKSUM_AT, checksum(frame.array()));
    return frame.flip();
  }

  /** Of everything but the checksum itself. */
  private static int checksum(byte[] frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, CHECKSUM_AT);
    crc.update(frame, HEADER, frame.length - HEADER);
    return (int) crc.getValue();
  }

  /** Says what is wrong with a frame that was read whole; empty if nothing is. */
  static String flaw(Header header, byte[] frame, int expectedNumber) {
    if (checksum(frame) != header.checksum) {
      return "its checksum is wrong";
    }
    if (header.number != expectedNumber) {
      return "piece " + header.number + " where piece " + expectedNumber + " belongs";
    }
    return "";
  }

  /** The content of a frame without flaw; null if it can't be unpacked. */
  static byte @Nullable [] content(Header header, byte[] frame) {
    byte[] stored = Arrays.copyOfRange(frame, HEADER, frame.length);
    if (header.packing == PLAIN) {
      return stored;
    }
    try {
      byte[] plain = Zstd.decompress(stored, header.plain);
      return plain.length == header.plain ? plain : null;
    } catch (ZstdException e) {
      return null;
    }
  }
}
