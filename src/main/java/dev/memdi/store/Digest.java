package dev.memdi.store;

import java.util.zip.CRC32C;

/** A 64-bit fingerprint of byte strings in order; against accidents, not against an enemy. */
final class Digest {
  private static final long ODD = 0x9E3779B97F4A7C15L; // spreads bits well: 2^64 / golden ratio

  private long value = ODD;

  void add(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    long mixed = (value ^ crc.getValue() ^ ((long) length << 32)) * ODD;
    value = mixed ^ (mixed >>> 29);
  }

  long value() {
    return value;
  }
}
