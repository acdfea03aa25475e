package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.api.Key;
import dev.memdi.api.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last changes, as many as fit in so many bytes, for those who watch. Not part of the
 * replicated state: each replica holds what it saw itself. Revisions come in order, and leave
 * whole.
 */
final class History {
  /** What a change costs beside its key and value. */
  private static final int OVERHEAD = 64;

  private record Change(Key key, long revision, @Nullable Bytes value, List<Cause> causes) {
    int size() {
      return OVERHEAD
          + key.bytes().length()
          + (value == null ? 0 : value.length())
          + (causes.size() > 1 ? 8 * causes.size() : 0);
    }
  }

  private final long capacity;
  private final StoreRules rules;
  private @Nullable Change[] ring = new @Nullable Change[16];
  private int head;
  private int count;
  private long bytes;
  private long first;

  /** Of at most {@code capacity} bytes; complete from the revision {@code first} on. */
  History(long capacity, long first, StoreRules rules) {
    this.capacity = capacity;
    this.first = first;
    this.rules = rules;
  }

  /** Every change from this revision on is held. */
  long first() {
    return first;
  }

  /** {@code value} is null for a key that was removed. */
  void add(Key key, long revision, @Nullable Bytes value, List<Cause> causes) {
    Change change = new Change(key, revision, value, causes);
    if (count == ring.length) {
      grow();
    }
    ring[(head + count) & (ring.length - 1)] = change;
    count++;
    bytes += change.size();
  }

  /** Drops the oldest until what is left fits: called between entries, so no revision is split. */
  void trim() {
    while (bytes > capacity && count > 0) {
      long dropped = at(0).revision;
      while (count > 0 && at(0).revision == dropped) {
        bytes -= at(0).size();
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        count--;
      }
      first = dropped + 1;
    }
  }

  /** Holds nothing, and is complete from {@code newFirst} on. */
  void restart(long newFirst) {
    ring = new @Nullable Change[16];
    head = 0;
    count = 0;
    bytes = 0;
    first = newFirst;
  }

  /**
   * The changes from {@code from} on, up to the applied index {@code applied}, of keys with the
   * prefix; at most {@code maxBytes} of them, but for a first revision that has more by itself.
   */
  Changes read(int shard, Bytes prefix, long from, long applied, long maxBytes) {
    boolean gap = from < first;
    long start = Math.max(from, first);
    List<Changes.Event> events = new ArrayList<>();
    long size = 0;
    long last = -1;
    int wholeEvents = 0; // those of the revisions before the last one
    for (int i = indexOf(start); i < count; i++) {
      Change change = at(i);
      if (!change.key.bytes().startsWith(prefix)) {
        continue;
      }
      if (change.revision != last || !rules.revisionsStayWhole()) {
        wholeEvents = events.size();
      }
      size += change.size();
      if (size > maxBytes && wholeEvents > 0) {
        // The next piece begins behind the last revision that went into this one as a whole.
        long end = events.get(wholeEvents - 1).revision().index() + 1;
        return new Changes(shard, start, end, gap, events.subList(0, wholeEvents));
      }
      last = change.revision;
      events.add(
          new Changes.Event(
              change.key,
              new Revision(change.revision),
              Optional.ofNullable(change.value),
              change.causes));
    }
    return new Changes(shard, start, Math.max(start, applied + 1), gap, events);
  }

  /** Where the first change of at least this revision is. */
  private int indexOf(long revision) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).revision < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Change at(int index) {
    Change change = ring[(head + index) & (ring.length - 1)];
    if (change == null) {
      throw new IllegalStateException("no change at " + index + " of " + count);
    }
    return change;
  }

  private void grow() {
    @Nullable Change[] larger = new @Nullable Change[ring.length * 2];
    for (int i = 0; i < count; i++) {
      larger[i] = at(i);
    }
    ring = larger;
    head = 0;
  }
}
