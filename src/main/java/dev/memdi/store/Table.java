package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys in order, each with its slot, and the deadlines in order. */
final class Table {
  private final SlotTree slots = new SlotTree();
  private final Deadlines deadlines = new Deadlines();
  private long nextDeadline = Slot.NO_DEADLINE; // asked for with every command, so kept at hand

  long count() {
    return slots.count();
  }

  /** The bytes of all keys and values. */
  long bytes() {
    return slots.bytes();
  }

  @Nullable Slot get(Key key) {
    return slots.get(key.bytes().array());
  }

  /** Answers what was there before. */
  @Nullable Slot put(Slot slot) {
    Slot before = slots.put(slot);
    long was = before == null ? Slot.NO_DEADLINE : before.deadline();
    if (was != slot.deadline()) {
      byte[] key = slot.key().array();
      unschedule(key, was);
      if (slot.isMortal()) {
        deadlines.add(key, slot.deadline());
        nextDeadline = Math.min(nextDeadline, slot.deadline());
      }
    }
    return before;
  }

  /** Answers what was there before. */
  @Nullable Slot remove(Key key) {
    byte[] bytes = key.bytes().array();
    Slot before = slots.remove(bytes);
    if (before != null) {
      unschedule(bytes, before.deadline());
    }
    return before;
  }

  void clear() {
    slots.clear();
    deadlines.clear();
    nextDeadline = Slot.NO_DEADLINE;
  }

  /** The contents as they are now. */
  SlotTree.View view() {
    return slots.view();
  }

  /** Takes on the contents of a view in place of its own. */
  void restore(SlotTree.View view) {
    clear();
    slots.restore(view);
    view.scan(slot -> {
      if (slot.isMortal()) {
        deadlines.add(slot.key().array(), slot.deadline());
      }
      return true;
    });
    nextDeadline = deadlines.next();
  }

  /** The earliest deadline of all, or {@link Slot#NO_DEADLINE}. */
  long nextDeadline() {
    return nextDeadline;
  }

  /** The keys whose deadline is at or before {@code shardTime}, earliest first, at most so many. */
  List<Key> due(long shardTime, int limit) {
    List<Key> due = new ArrayList<>();
    if (nextDeadline <= shardTime) {
      deadlines.due(
          shardTime,
          key -> {
            due.add(new Key(Bytes.wrap(key)));
            return due.size() < limit;
          });
    }
    return due;
  }

  /** Whether any key with the prefix is due at {@code shardTime}. */
  boolean hasDue(Bytes prefix, long shardTime) {
    boolean[] found = new boolean[1];
    if (nextDeadline <= shardTime) {
      deadlines.due(
          shardTime,
          key -> {
            found[0] = Bytes.wrap(key).startsWith(prefix);
            return !found[0];
          });
    }
    return found[0];
  }

  /** How many keys with the prefix are due at {@code shardTime}. */
  long countDue(Bytes prefix, long shardTime) {
    long[] count = new long[1];
    if (nextDeadline <= shardTime) {
      deadlines.due(
          shardTime,
          key -> {
            count[0] += Bytes.wrap(key).startsWith(prefix) ? 1 : 0;
            return true;
          });
    }
    return count[0];
  }

  /** How many keys start with {@code prefix}. */
  long count(Bytes prefix) {
    if (prefix.isEmpty()) {
      return slots.count();
    }
    byte[] behind = behind(prefix);
    long below = behind == null ? slots.count() : slots.rank(behind);
    return below - slots.rank(prefix.array());
  }

  /**
   * Visits the keys that start with {@code prefix}, in order, those after {@code after} where it is
   * given, for as long as the visitor wants more.
   */
  void scan(Bytes prefix, @Nullable Key after, SlotTree.Visitor visitor) {
    boolean inside = after != null && after.bytes().compareTo(prefix) >= 0;
    byte[] from = after != null && inside ? after.bytes().array() : prefix.array();
    slots.scan(from, !inside, slot -> slot.startsWith(prefix) && visitor.visit(slot));
  }

  private void unschedule(byte[] key, long deadline) {
    if (deadline != Slot.NO_DEADLINE) {
      deadlines.remove(key, deadline);
      if (deadline == nextDeadline) {
        nextDeadline = deadlines.next();
      }
    }
  }

  /** The first key behind all that start with {@code prefix}, or null if there can be none. */
  private static byte @Nullable [] behind(Bytes prefix) {
    for (int i = prefix.length() - 1; i >= 0; i--) {
      if (prefix.at(i) != (byte) 0xFF) {
        byte[] behind = Arrays.copyOf(prefix.array(), i + 1);
        behind[i]++;
        return behind;
      }
    }
    return null;
  }
}
