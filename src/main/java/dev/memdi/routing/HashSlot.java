package dev.memdi.routing;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;

/**
 * The slot of a key as the Redis Cluster specification has it: CRC16 (XMODEM) of the key, or of
 * what stands between its first <code>{</code> and the next <code>}</code> if that is not empty,
 * modulo 16384.
 */
public final class HashSlot {
  public static final int SLOTS = 16384;

  /** What a byte comes to by itself, and with one, two and three bytes of zeros behind it. */
  private static final int[] LAST = table();

  private static final int[] THIRD = followedByZero(LAST);
  private static final int[] SECOND = followedByZero(THIRD);
  private static final int[] FIRST = followedByZero(SECOND);

  private HashSlot() {}

  public static int of(Key key) {
    Bytes bytes = key.bytes();
    int open = indexOf(bytes, (byte) '{', 0);
    int close = endOfTag(bytes, open);
    int from = close < 0 ? 0 : open + 1;
    int to = close < 0 ? bytes.length() : close;
    return crc(bytes.array(), from, to) % SLOTS;
  }

  /** Four bytes at a time, none of whose lookups waits for another's. */
  private static int crc(byte[] bytes, int from, int to) {
    int crc = 0;
    int at = from;
    for (; at <= to - 4; at += 4) {
      crc =
          FIRST[(crc >>> 8 ^ bytes[at]) & 0xff]
              ^ SECOND[(crc ^ bytes[at + 1]) & 0xff]
              ^ THIRD[bytes[at + 2] & 0xff]
              ^ LAST[bytes[at + 3] & 0xff];
    }
    for (; at < to; at++) {
      crc = ((crc << 8) & 0xffff) ^ LAST[((crc >>> 8) ^ bytes[at]) & 0xff];
    }
    return crc;
  }

  /** Whether all keys that begin so have one slot, that of {@code prefix}: a tag is whole in it. */
  public static boolean isShared(Bytes prefix) {
    return endOfTag(prefix, indexOf(prefix, (byte) '{', 0)) >= 0;
  }

  /**
   * The shard, of {@code shards}, that serves a slot: each has a run of slots of about equal
   * length.
   */
  public static int shardOf(int slot, int shards) {
    return (int) ((long) slot * shards / SLOTS);
  }

  /** Where the tag ends that begins at {@code open}, or a negative number where there is none. */
  private static int endOfTag(Bytes bytes, int open) {
    int close = open < 0 ? -1 : indexOf(bytes, (byte) '}', open + 1);
    return close > open + 1 ? close : -1;
  }

  private static int indexOf(Bytes bytes, byte wanted, int from) {
    for (int i = from; i < bytes.length(); i++) {
      if (bytes.at(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static int[] followedByZero(int[] table) {
    int[] followed = new int[256];
    for (int i = 0; i < 256; i++) {
      followed[i] = ((table[i] << 8) & 0xffff) ^ LAST[table[i] >>> 8];
    }
    return followed;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
      }
      table[i] = crc & 0xffff;
    }
    return table;
  }
}
