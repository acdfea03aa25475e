package dev.memdi.store;

import dev.memdi.api.codec.ByteWriter;
import java.util.zip.CRC32C;

/** A 64-bit fingerprint of byte strings in order; against accidents, not against an enemy. */
final class Digest {
  private static final long ODD = 0x9E3779B97F4A7C15L; // spreads bits well: 2^64 / golden ratio

  private long value = ODD;

  /** Adds what was written, and empties the writer. */
  void take(ByteWriter written) {
    CRC32C crc = new CRC32C();
    crc.update(written.array(), 0, written.size());
    long mixed = (value ^ crc.getValue() ^ ((long) written.size() << 32)) * ODD;
    value = mixed ^ (mixed >>> 29);
    written.truncate(0);
  }

  long value() {
    return value;
  }
}
