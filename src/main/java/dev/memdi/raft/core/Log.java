package dev.memdi.raft.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A shard's log as a value: entries after {@code baseIndex}, up to which it has been compacted.
 *
 * <p>Values share one array. An append writes behind the end of the array's used part, which no
 * older value looks at; an append to a value that has been cut shorter copies first. So appending
 * costs O(1) and every value stays what it was.
 */
public final class Log {
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
  private final long baseIndex;
  private final long baseTerm;
  private final long baseStamp;
  private final Configuration baseConfiguration;
  private final long configurationIndex;
  private final Configuration configuration;
  private final long lastIndex;

  private Log(
      Backing backing,
      int from,
      int to,
      Base base,
      long configurationIndex,
      Configuration configuration) {
    this.backing = backing;
    this.from = from;
    this.to = to;
    this.baseIndex = base.index();
    this.baseTerm = base.term();
    this.baseStamp = base.stamp();
    this.baseConfiguration = base.configuration();
    this.configurationIndex = configurationIndex;
    this.configuration = configuration;
    this.lastIndex = from == to ? baseIndex : backing.entries[to - 1].last();
  }

  /** What a log says of the part that it no longer holds: what a snapshot must carry with it. */
  public record Base(long index, long term, long stamp, Configuration configuration) {}

  /** A log that begins after {@code base}. */
  public static Log startingAt(Base base) {
    return new Log(new Backing(16), 0, 0, base, base.index(), base.configuration());
  }

  public Base base() {
    return new Base(baseIndex, baseTerm, baseStamp, baseConfiguration);
  }

  public long baseIndex() {
    return baseIndex;
  }

  public long lastIndex() {
    return lastIndex;
  }

  public long lastTerm() {
    return from == to ? baseTerm : backing.entries[to - 1].term();
  }

  public long lastStamp() {
    return from == to ? baseStamp : backing.entries[to - 1].stamp();
  }

  /** The newest configuration in the log, committed or not: the one in force. */
  public Configuration configuration() {
    return configuration;
  }

  public long configurationIndex() {
    return configurationIndex;
  }

  /**
   * Whether {@code index} is known here: not compacted away (but for the base itself) nor beyond.
   */
  public boolean holds(long index) {
    return index >= baseIndex && index <= lastIndex();
  }

  /** The term of the entry that covers {@code index}, which must be held. */
  public long termAt(long index) {
    return index == baseIndex ? baseTerm : entryAt(index).term();
  }

  /** The last index at or below {@code index} whose term is at or below {@code term}; for hints. */
  public long lastIndexWithin(long term, long index) {
    long at = Math.min(index, lastIndex());
    while (at > baseIndex && termAt(at) > term) {
      at = entryAt(at).first() - 1;
    }
    return at;
  }

  public boolean matches(long index, long term) {
    return holds(index) && termAt(index) == term && isBoundary(index);
  }

  /** The largest entry end at or below {@code index}, which must be held. */
  public long floor(long index) {
    return isBoundary(index) ? index : entryAt(index).first() - 1;
  }

  private boolean isBoundary(long index) {
    return index == baseIndex || entryAt(index).last() == index;
  }

  /** Bytes of the entries after {@code index} (or of all, if that is compacted away). */
  public long bytesAfter(long index) {
    if (from == to || index >= lastIndex()) {
      return 0;
    }
    long upToIndex = index <= baseIndex ? bytesBefore(from) : backing.bytesUpTo[position(index)];
    return backing.bytesUpTo[to - 1] - upToIndex;
  }

  private long bytesBefore(int position) {
    return backing.bytesUpTo[position] - backing.entries[position].bytes();
  }

  public long bytes() {
    return bytesAfter(baseIndex);
  }

  public int entryCount() {
    return to - from;
  }

  /**
   * Entries from the one that begins at {@code first}, at least one, then up to {@code maxBytes}.
   */
  public List<Entry> entriesFrom(long first, long maxBytes) {
    if (first > lastIndex()) {
      return List.of();
    }
    int position = position(first);
    List<Entry> batch = new ArrayList<>();
    long bytes = 0;
    while (position < to) {
      Entry entry = backing.entries[position++];
      bytes += entry.bytes();
      if (!batch.isEmpty() && bytes > maxBytes) {
        break;
      }
      batch.add(entry);
    }
    return batch;
  }

  /** Entries after {@code index} up to and with the one that ends at {@code last}. */
  public List<Entry> between(long index, long last) {
    List<Entry> entries = new ArrayList<>();
    if (index >= last) {
      return entries;
    }
    for (int p = position(index + 1); p < to && backing.entries[p].last() <= last; p++) {
      entries.add(backing.entries[p]);
    }
    return entries;
  }

  public Log append(Entry entry) {
    if (entry.first() != lastIndex() + 1) {
      throw new IllegalArgumentException(
          "entry at %d does not follow %d".formatted(entry.first(), lastIndex()));
    }
    Backing target = backing.used == to ? backing : copyOfHeld();
    int at = target == backing ? to : to - from;
    int start = target == backing ? from : 0;
    if (at == target.entries.length) {
      if (start > at / 2) { // most of the array lies before the base: move instead of growing
        target = copyOfHeld();
        at = to - from;
        start = 0;
      } else {
        target.entries = Arrays.copyOf(target.entries, at * 2);
        target.bytesUpTo = Arrays.copyOf(target.bytesUpTo, at * 2);
      }
    }
    target.entries[at] = entry;
    target.bytesUpTo[at] = (at == 0 ? 0 : target.bytesUpTo[at - 1]) + entry.bytes();
    target.used = at + 1;
    return entry.payload() instanceof Payload.Reconfigure change
        ? new Log(target, start, at + 1, base(), entry.last(), change.configuration())
        : new Log(target, start, at + 1, base(), configurationIndex, configuration);
  }

  private Backing copyOfHeld() {
    int held = to - from;
    Backing copy = new Backing(Math.max(16, held * 2));
    System.arraycopy(backing.entries, from, copy.entries, 0, held);
    System.arraycopy(backing.bytesUpTo, from, copy.bytesUpTo, 0, held);
    copy.used = held;
    return copy;
  }

  /** Without the entry that covers {@code index} and all after it. */
  public Log truncateFrom(long index) {
    if (index > lastIndex()) {
      return this;
    }
    if (index <= baseIndex) {
      throw new IllegalArgumentException("%d is compacted away".formatted(index));
    }
    int cut = position(index);
    if (backing.entries[cut].first() > configurationIndex) {
      return new Log(backing, from, cut, base(), configurationIndex, configuration);
    }
    Base kept = configurationBefore(cut);
    return new Log(backing, from, cut, base(), kept.index(), kept.configuration());
  }

  /** Forgets everything up to the entry that ends at {@code index}. */
  public Log compactTo(long index) {
    if (index <= baseIndex || !isBoundary(index)) {
      return this;
    }
    Base base = baseAt(index);
    int position = position(index);
    Log compacted = new Log(backing, position + 1, to, base, configurationIndex, configuration);
    // let go of the bytes: no other value is asked for the compacted part any more
    return new Log(
        compacted.copyOfHeld(), 0, to - position - 1, base, configurationIndex, configuration);
  }

  /**
   * The end of the entry in the middle of those held up to {@code index}: half of a log to drop.
   */
  public long middle(long index) {
    int held = Math.min(to, index <= baseIndex ? from : position(index) + 1) - from;
    return held < 2 ? baseIndex : backing.entries[from + held / 2 - 1].last();
  }

  /** What a snapshot of everything up to {@code index} must say. */
  public Base baseAt(long index) {
    if (index == baseIndex) {
      return base();
    }
    int position = position(index);
    Entry entry = backing.entries[position];
    return new Base(
        index, entry.term(), entry.stamp(), configurationBefore(position + 1).configuration());
  }

  private Base configurationBefore(int position) {
    for (int p = position - 1; p >= from; p--) {
      if (backing.entries[p].payload() instanceof Payload.Reconfigure change) {
        Entry entry = backing.entries[p];
        return new Base(entry.last(), entry.term(), entry.stamp(), change.configuration());
      }
    }
    return base();
  }

  private Entry entryAt(long index) {
    return backing.entries[position(index)];
  }

  private int position(long index) {
    if (index <= baseIndex || index > lastIndex()) {
      throw new IllegalArgumentException(
          "index %d is not in (%d, %d]".formatted(index, baseIndex, lastIndex()));
    }
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
    return low;
  }

  /** Whether it says the same of the same indices. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Log that
        && base().equals(that.base())
        && between(baseIndex, lastIndex()).equals(that.between(that.baseIndex, that.lastIndex()));
  }

  @Override
  public int hashCode() {
    return Objects.hash(base(), lastIndex(), lastTerm());
  }

  @Override
  public String toString() {
    return "(%d, %d] terms %d..%d".formatted(baseIndex, lastIndex(), baseTerm, lastTerm());
  }
}
