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
 * whole. What is held of a change is the table's own cell, so that one that still stands in the
 * table costs next to nothing.
 */
final class History {
  /** What a change costs beside its key and value. */
  private static final int OVERHEAD = 64;

  private static final int CAUSE = 8;

  private final long capacity;
  private final StoreRules rules;
  private byte[] @Nullable [] ring = new byte[16] @Nullable [];
  private @Nullable List<Cause>[] causes = room(ring.length); // of the changes in the ring
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

  /** Takes in what stands in the table now, or that a key was removed. */
  void add(Slot change, List<Cause> ofChange) {
    if (count == ring.length) {
      grow();
    }
    int place = (head + count) & (ring.length - 1);
    ring[place] = change.cell();
    causes[place] = ofChange;
    count++;
    bytes += weight(count - 1);
  }

  /** Drops the oldest until what is left fits: called between entries, so no revision is split. */
  void trim() {
    while (bytes > capacity && count > 0) {
      long dropped = at(0).revision();
      while (count > 0 && at(0).revision() == dropped) {
        bytes -= weight(0);
        ring[head] = null;
        causes[head] = null;
        head = (head + 1) & (ring.length - 1);
        count--;
      }
      first = dropped + 1;
    }
  }

  /** Holds nothing, and is complete from {@code newFirst} on. */
  void restart(long newFirst) {
    ring = new byte[16] @Nullable [];
    causes = room(ring.length);
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
      Slot change = at(i);
      if (!change.startsWith(prefix)) {
        continue;
      }
      if (change.revision() != last || !rules.revisionsStayWhole()) {
        wholeEvents = events.size();
      }
      size += weight(i);
      if (size > maxBytes && wholeEvents > 0) {
        // The next piece begins behind the last revision that went into this one as a whole.
        long end = events.get(wholeEvents - 1).revision().index() + 1;
        return new Changes(shard, start, end, gap, events.subList(0, wholeEvents));
      }
      last = change.revision();
      events.add(
          new Changes.Event(
              new Key(change.key()),
              new Revision(change.revision()),
              change.isRemoval() ? Optional.empty() : Optional.of(change.value()),
              causesAt(i)));
    }
    return new Changes(shard, start, Math.max(start, applied + 1), gap, events);
  }

  /** Where the first change of at least this revision is. */
  private int indexOf(long revision) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).revision() < revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Slot at(int index) {
    byte[] cell = ring[(head + index) & (ring.length - 1)];
    if (cell == null) {
      throw new IllegalStateException("no change at " + index + " of " + count);
    }
    return Slot.at(cell);
  }

  private List<Cause> causesAt(int index) {
    List<Cause> ofChange = causes[(head + index) & (ring.length - 1)];
    return ofChange == null ? List.of() : ofChange;
  }

  /** A list of one cause is shared. */
  private long weight(int index) {
    Slot change = at(index);
    int several = causesAt(index).size() > 1 ? causesAt(index).size() : 0;
    return (long) OVERHEAD
        + Cell.keyLength(change.cell())
        + change.length()
        + (long) CAUSE * several;
  }

  @SuppressWarnings("unchecked") // there are no arrays of lists of one kind
  private static @Nullable List<Cause>[] room(int places) {
    return (@Nullable List<Cause>[]) new List<?>[places];
  }

  private void grow() {
    byte[] @Nullable [] larger = new byte[ring.length * 2] @Nullable [];
    @Nullable List<Cause>[] largerCauses = room(larger.length);
    for (int i = 0; i < count; i++) {
      larger[i] = at(i).cell();
      largerCauses[i] = causesAt(i);
    }
    ring = larger;
    causes = largerCauses;
    head = 0;
  }
}
