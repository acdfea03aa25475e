package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Keys in order, each with its slot, and the deadlines in order. */
final class Table {
  private record Deadline(long at, Key key) implements Comparable<Deadline> {
    @Override
    public int compareTo(Deadline other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : key.compareTo(other.key);
    }
  }

  private final TreeMap<Key, Slot> slots = new TreeMap<>();
  private final TreeSet<Deadline> deadlines = new TreeSet<>();
  private long bytes;

  int size() {
    return slots.size();
  }

  /** The bytes of all keys and values. */
  long bytes() {
    return bytes;
  }

  @Nullable Slot get(Key key) {
    return slots.get(key);
  }

  /** Answers what was there before. */
  @Nullable Slot put(Key key, Slot slot) {
    Slot previous = slots.put(key, slot);
    bytes += slot.value().length();
    if (previous == null) {
      bytes += key.bytes().length();
    } else {
      bytes -= previous.value().length();
    }
    if (previous == null || previous.deadline() != slot.deadline()) {
      unschedule(key, previous);
      if (slot.deadline() != Slot.NO_DEADLINE) {
        deadlines.add(new Deadline(slot.deadline(), key));
      }
    }
    return previous;
  }

  /** Answers what was there before. */
  @Nullable Slot remove(Key key) {
    Slot previous = slots.remove(key);
    if (previous != null) {
      bytes -= key.bytes().length() + previous.value().length();
      unschedule(key, previous);
    }
    return previous;
  }

  void clear() {
    slots.clear();
    deadlines.clear();
    bytes = 0;
  }

  /** The earliest deadline of all, or {@link Slot#NO_DEADLINE}. */
  long nextDeadline() {
    return deadlines.isEmpty() ? Slot.NO_DEADLINE : deadlines.first().at();
  }

  /** The keys whose deadline is at or before {@code shardTime}, earliest first. */
  List<Key> due(long shardTime) {
    List<Key> due = new ArrayList<>();
    for (Deadline deadline : deadlines) {
      if (deadline.at() > shardTime) {
        break;
      }
      due.add(deadline.key());
    }
    return due;
  }

  /** How many keys with the prefix have a deadline at or before {@code shardTime}. */
  long countDue(Bytes prefix, long shardTime) {
    long count = 0;
    for (Deadline deadline : deadlines) {
      if (deadline.at() > shardTime) {
        break;
      }
      if (deadline.key().bytes().startsWith(prefix)) {
        count++;
      }
    }
    return count;
  }

  /** How many keys start with {@code prefix}. */
  long count(Bytes prefix) {
    if (prefix.isEmpty()) {
      return slots.size();
    }
    long[] count = new long[1];
    scan(
        prefix,
        null,
        (_, _) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  /**
   * Visits the keys that start with {@code prefix}, in order, those after {@code after} where it is
   * given, for as long as {@code visitor} answers true.
   */
  void scan(Bytes prefix, @Nullable Key after, BiPredicate<Key, Slot> visitor) {
    Key first = new Key(prefix);
    boolean inside = after != null && after.compareTo(first) >= 0;
    Map<Key, Slot> tail =
        inside && after != null ? slots.tailMap(after, false) : slots.tailMap(first, true);
    for (Map.Entry<Key, Slot> entry : tail.entrySet()) {
      Key key = entry.getKey();
      if (!key.bytes().startsWith(prefix) || !visitor.test(key, entry.getValue())) {
        return;
      }
    }
  }

  private void unschedule(Key key, @Nullable Slot slot) {
    if (slot != null && slot.deadline() != Slot.NO_DEADLINE) {
      deadlines.remove(new Deadline(slot.deadline(), key));
    }
  }
}
