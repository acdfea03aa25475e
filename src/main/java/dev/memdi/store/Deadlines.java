package dev.memdi.store;

import dev.memdi.api.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * When keys are due, in the order of their deadlines: a tree whose keys are deadlines, eight bytes
 * that sort as numbers do, with the mortal key behind them.
 */
final class Deadlines {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] FIRST = {};

  /** Sees a key that is due; answers whether it wants the next. */
  interface Visitor {
    boolean visit(byte[] key);
  }

  private final SlotTree entries = new SlotTree();

  void add(byte[] key, long deadline) {
    entries.put(slot(key, deadline));
  }

  /** What is held for a key beside what the table has. */
  static Slot slot(byte[] key, long deadline) {
    return Slot.of(Bytes.wrap(entry(key, deadline)), Bytes.EMPTY, 0, Slot.NO_DEADLINE);
  }

  void remove(byte[] key, long deadline) {
    entries.remove(entry(key, deadline));
  }

  /** The earliest deadline, or {@link Slot#NO_DEADLINE}. */
  long next() {
    long[] next = {Slot.NO_DEADLINE};
    entries.scan(
        FIRST,
        true,
        entry -> {
          next[0] = deadline(entry.key().array());
          return false;
        });
    return next[0];
  }

  /** Visits the keys whose deadline is at or before {@code shardTime}, earliest first. */
  void due(long shardTime, Visitor visitor) {
    entries.scan(
        FIRST,
        true,
        slot -> {
          byte[] entry = slot.key().array();
          return deadline(entry) <= shardTime
              && visitor.visit(Arrays.copyOfRange(entry, Long.BYTES, entry.length));
        });
  }

  void clear() {
    entries.clear();
  }

  private static byte[] entry(byte[] key, long deadline) {
    byte[] entry = new byte[Long.BYTES + key.length];
    LONG.set(entry, 0, deadline ^ Long.MIN_VALUE);
    System.arraycopy(key, 0, entry, Long.BYTES, key.length);
    return entry;
  }

  private static long deadline(byte[] entry) {
    return (long) LONG.get(entry, 0) ^ Long.MIN_VALUE;
  }
}
