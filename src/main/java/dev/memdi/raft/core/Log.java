package dev.memdi.raft.core;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A shard's log as a value: entries after {@code baseIndex}, up to which it has been compacted, and
 * the configuration that they leave in force.
 */
public final class Log {
  private final EntryRun entries;
  private final Base base;
  private final long configurationIndex;
  private final Configuration configuration;
  private final long lastIndex;

  private Log(EntryRun entries, Base base, long configurationIndex, Configuration configuration) {
    this.entries = entries;
    this.base = base;
    this.configurationIndex = configurationIndex;
    this.configuration = configuration;
    this.lastIndex = entries.isEmpty() ? base.index() : newest().last();
  }

  /** What a log says of the part that it no longer holds: what a snapshot must carry with it. */
  public record Base(long index, long term, long stamp, Configuration configuration) {}

  /** A log that begins after {@code base}. */
  public static Log startingAt(Base base) {
    return startingAt(base, EntryRun.empty());
  }

  static Log startingAt(Base base, EntryRun empty) {
    return new Log(empty, base, base.index(), base.configuration());
  }

  public Base base() {
    return base;
  }

  public long baseIndex() {
    return base.index();
  }

  public long lastIndex() {
    return lastIndex;
  }

  public long lastTerm() {
    return entries.isEmpty() ? base.term() : newest().term();
  }

  public long lastStamp() {
    return entries.isEmpty() ? base.stamp() : newest().stamp();
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
    return index >= base.index() && index <= lastIndex();
  }

  /** The term of the entry that covers {@code index}, which must be held. */
  public long termAt(long index) {
    return index == base.index() ? base.term() : headAt(index).term();
  }

  /** The last index at or below {@code index} whose term is at or below {@code term}; for hints. */
  public long lastIndexWithin(long term, long index) {
    long at = Math.min(index, lastIndex());
    while (at > base.index() && termAt(at) > term) {
      at = headAt(at).first() - 1;
    }
    return at;
  }

  public boolean matches(long index, long term) {
    return holds(index) && termAt(index) == term && isBoundary(index);
  }

  /** The largest entry end at or below {@code index}, which must be held. */
  public long floor(long index) {
    return isBoundary(index) ? index : headAt(index).first() - 1;
  }

  private boolean isBoundary(long index) {
    return index == base.index() || headAt(index).last() == index;
  }

  /** Bytes of the entries after {@code index} (or of all, if that is compacted away). */
  public long bytesAfter(long index) {
    if (index >= lastIndex) {
      return 0;
    }
    return entries.bytesFrom(index <= base.index() ? 0 : position(index) + 1);
  }

  public long bytes() {
    return bytesAfter(base.index());
  }

  public int entryCount() {
    return entries.size();
  }

  /**
   * Entries from the one that begins at {@code first}, at least one, then up to {@code maxBytes}.
   */
  public List<Entry> entriesFrom(long first, long maxBytes) {
    if (first > lastIndex()) {
      return List.of();
    }
    return entries.from(position(first), maxBytes);
  }

  /** Entries after {@code index} up to and with the one that ends at {@code last}. */
  public List<Entry> between(long index, long last) {
    return index >= last ? List.of() : entries.upTo(position(index + 1), last);
  }

  public Log append(Entry entry) {
    if (entry.first() != lastIndex() + 1) {
      throw new IllegalArgumentException(
          "entry at %d does not follow %d".formatted(entry.first(), lastIndex()));
    }
    EntryRun more = entries.append(entry);
    return entry.payload() instanceof Payload.Reconfigure change
        ? new Log(more, base, entry.last(), change.configuration())
        : new Log(more, base, configurationIndex, configuration);
  }

  /** Without the entry that covers {@code index} and all after it. */
  public Log truncateFrom(long index) {
    if (index > lastIndex()) {
      return this;
    }
    if (index <= base.index()) {
      throw new IllegalArgumentException("%d is compacted away".formatted(index));
    }
    int cut = position(index);
    EntryRun kept = entries.before(cut);
    if (entries.head(cut).first() > configurationIndex) {
      return new Log(kept, base, configurationIndex, configuration);
    }
    Base in = configurationBefore(cut);
    return new Log(kept, base, in.index(), in.configuration());
  }

  /** Forgets everything up to the entry that ends at {@code index}. */
  public Log compactTo(long index) {
    if (index <= base.index() || !isBoundary(index)) {
      return this;
    }
    return new Log(
        entries.after(position(index)), baseAt(index), configurationIndex, configuration);
  }

  /**
   * The end of the entry in the middle of those held up to {@code index}: half of a log to drop.
   */
  public long middle(long index) {
    int held = index <= base.index() || entries.isEmpty() ? 0 : position(index) + 1;
    return held < 2 ? base.index() : entries.head(held / 2 - 1).last();
  }

  /** What a snapshot of everything up to {@code index} must say. */
  public Base baseAt(long index) {
    if (index == base.index()) {
      return base;
    }
    int position = position(index);
    EntryRun.Head entry = entries.head(position);
    return new Base(
        index, entry.term(), entry.stamp(), configurationBefore(position + 1).configuration());
  }

  private Base configurationBefore(int position) {
    for (int p = position - 1; p >= 0; p--) {
      Payload.Reconfigure change = entries.reconfiguration(p);
      if (change != null) {
        EntryRun.Head entry = entries.head(p);
        return new Base(entry.last(), entry.term(), entry.stamp(), change.configuration());
      }
    }
    return base;
  }

  private EntryRun.Head headAt(long index) {
    return entries.head(position(index));
  }

  private EntryRun.Head newest() {
    return entries.head(entries.size() - 1);
  }

  private int position(long index) {
    if (index <= base.index() || index > lastIndex) {
      throw new IllegalArgumentException(
          "index %d is not in (%d, %d]".formatted(index, base.index(), lastIndex));
    }
    return entries.covering(index);
  }

  /** Whether it says the same of the same indices. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Log that && base.equals(that.base) && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return Objects.hash(base, lastIndex, lastTerm());
  }

  @Override
  public String toString() {
    return "(%d, %d] terms %d..%d".formatted(base.index(), lastIndex, base.term(), lastTerm());
  }
}
