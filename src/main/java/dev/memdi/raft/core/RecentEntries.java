package dev.memdi.raft.core;

import java.util.Arrays;

/**
 * Consecutive entries as they came, as a value; positions count from 0.
 *
 * <p>Values share one array. An append writes behind the end of the array's used part, which no
 * older value looks at; an append to a value that has been cut shorter copies first. So appending
 * costs O(1) and every value stays what it was. Whoever appends must be alone in looking.
 */
final class RecentEntries {
  private static final class Backing {
    Entry[] entries;
    long[] bytesUpTo; // of all entries ever appended up to and with this one
    int used;

    Backing(int capacity) {
      entries = new Entry[capacity];
      bytesUpTo = new long[capacity];
    }
  }

  private final Backing backing;
  private final int from; // the first entry held
  private final int to; // one after the last entry held

  private RecentEntries(Backing backing, int from, int to) {
    this.backing = backing;
    this.from = from;
    this.to = to;
  }

  static RecentEntries empty() {
    return new RecentEntries(new Backing(16), 0, 0);
  }

  int size() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  Entry get(int position) {
    return backing.entries[from + position];
  }

  /** The position of the entry that covers {@code index}, which one of them must. */
  int covering(long index) {
    // what is asked for is mostly near the end
    int high = to - 1;
    int low = high;
    for (int step = 1; low > from && backing.entries[low].first() > index; step *= 2) {
      high = low - 1;
      low = Math.max(from, low - step);
    }
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (backing.entries[middle].first() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low - from;
  }

  /** Bytes of the entries at {@code position} and behind it. */
  long bytesFrom(int position) {
    return position >= size() ? 0 : backing.bytesUpTo[to - 1] - bytesBefore(from + position);
  }

  private long bytesBefore(int place) {
    return backing.bytesUpTo[place] - backing.entries[place].bytes();
  }

  RecentEntries append(Entry entry) {
    Backing target = backing.used == to ? backing : copyOfHeld();
    int at = target == backing ? to : size();
    int start = target == backing ? from : 0;
    if (at == target.entries.length) {
      if (start > at / 2) { // most of the array lies before the run: move instead of growing
        target = copyOfHeld();
        at = size();
        start = 0;
      } else {
        target.entries = Arrays.copyOf(target.entries, at * 2);
        target.bytesUpTo = Arrays.copyOf(target.bytesUpTo, at * 2);
      }
    }
    target.entries[at] = entry;
    target.bytesUpTo[at] = (at == 0 ? 0 : target.bytesUpTo[at - 1]) + entry.bytes();
    target.used = at + 1;
    return new RecentEntries(target, start, at + 1);
  }

  /** Those before {@code position}. */
  RecentEntries before(int position) {
    return new RecentEntries(backing, from, from + position);
  }

  /** Those behind {@code position}; lets go of the others. */
  RecentEntries after(int position) {
    RecentEntries left = new RecentEntries(backing, from + position + 1, to);
    return new RecentEntries(left.copyOfHeld(), 0, left.size());
  }

  private Backing copyOfHeld() {
    int held = size();
    Backing copy = new Backing(Math.max(16, held * 2));
    System.arraycopy(backing.entries, from, copy.entries, 0, held);
    System.arraycopy(backing.bytesUpTo, from, copy.bytesUpTo, 0, held);
    copy.used = held;
    return copy;
  }
}
