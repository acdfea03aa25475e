package dev.memdi.edge.resp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Bytes that have come and were not taken yet: {@code array}, from {@code from} until {@code to}.
 * In one array of their own, since a request is read byte by byte, which an array is fastest for.
 */
final class Unread {
  private static final byte[] NONE = {};

  /** The longest array that every JVM has. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  byte[] array = NONE;
  int from;
  int to;

  int length() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  /** Puts all of {@code more} behind what there is. */
  void append(ByteBuf more) {
    int length = more.readableBytes();
    if (isEmpty()) {
      array = new byte[length];
      from = 0;
      to = 0;
    } else if (length > array.length - to) {
      makeRoom(length);
    }
    more.readBytes(array, to, length);
    to += length;
  }

  /** In the same array where half of it is free, else in one twice as large as is needed now. */
  private void makeRoom(int length) {
    int kept = length();
    long needed = (long) kept + length;
    byte[] target =
        needed <= array.length / 2 ? array : new byte[(int) Math.min(2 * needed, LONGEST)];
    System.arraycopy(array, from, target, 0, kept);
    array = target;
    from = 0;
    to = kept;
  }

  /** What begins at {@code from}, so long; it is taken. */
  byte[] take(int length) {
    byte[] taken = Arrays.copyOfRange(array, from, from + length);
    from += length;
    return taken;
  }

  void clear() {
    array = NONE;
    from = 0;
    to = 0;
  }
}
