package dev.memdi.raft.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive entries as a value; positions count from 0. The newest are kept as they came, because
 * they are about to be sent, applied and answered; what is older is kept for followers that lag,
 * and packed, so that it costs the garbage collector next to nothing. Whoever appends must be alone
 * in looking.
 *
 * <pre>
 * positions  0 ............................ size
 *            packed, block by block │ recent
 * </pre>
 */
final class EntryRun {
  /** A block has about so many bytes; what is recent, one to two times that. */
  private static final int BLOCK_BYTES = 32 << 10;

  /** An entry without what it carries. */
  record Head(long term, long first, long last, long stamp) {
    static Head of(Entry entry) {
      return new Head(entry.term(), entry.first(), entry.last(), entry.stamp());
    }
  }

  private final PackedEntries packed;
  private final RecentEntries recent;
  private final int blockBytes;

  private EntryRun(PackedEntries packed, RecentEntries recent, int blockBytes) {
    this.packed = packed;
    this.recent = recent;
    this.blockBytes = blockBytes;
  }

  static EntryRun empty() {
    return emptyWithBlocksOf(BLOCK_BYTES);
  }

  static EntryRun emptyWithBlocksOf(int bytes) {
    return new EntryRun(PackedEntries.NONE, RecentEntries.empty(), bytes);
  }

  int size() {
    return packed.size() + recent.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  Entry get(int position) {
    return position < packed.size() ? packed.at(position).entry() : recentAt(position);
  }

  private Entry recentAt(int position) {
    return recent.get(position - packed.size());
  }

  Head head(int position) {
    if (position < packed.size()) {
      PackedEntries.Place at = packed.at(position);
      return at.block().head(at.position());
    }
    return Head.of(recentAt(position));
  }

  /** The change of the configuration at {@code position}, if the entry there is one. */
  Payload.@Nullable Reconfigure reconfiguration(int position) {
    if (position < packed.size()) {
      PackedEntries.Place at = packed.at(position);
      return at.block().reconfiguration(at.position());
    }
    return recentAt(position).payload() instanceof Payload.Reconfigure change ? change : null;
  }

  /** The position of the entry that covers {@code index}, which one of them must. */
  int covering(long index) {
    return recent.isEmpty() || index < recent.get(0).first()
        ? packed.covering(index)
        : packed.size() + recent.covering(index);
  }

  /** Bytes of the entries at {@code position} and behind it. */
  long bytesFrom(int position) {
    return packed.bytesFrom(position) + recent.bytesFrom(Math.max(0, position - packed.size()));
  }

  /** Entries from that at {@code position} on, at least it, then up to {@code maxBytes}. */
  List<Entry> from(int position, long maxBytes) {
    List<Entry> batch = new ArrayList<>();
    long bytes = 0;
    for (int at = position; at < size(); at++) {
      Entry entry = get(at);
      bytes += entry.bytes();
      if (!batch.isEmpty() && bytes > maxBytes) {
        break;
      }
      batch.add(entry);
    }
    return batch;
  }

  /** Entries from that at {@code position} on that end at {@code last} or before. */
  List<Entry> upTo(int position, long last) {
    List<Entry> found = new ArrayList<>();
    for (int at = position; at < size() && head(at).last() <= last; at++) {
      found.add(get(at));
    }
    return found;
  }

  EntryRun append(Entry entry) {
    RecentEntries more = recent.append(entry);
    return more.bytesFrom(0) < 2L * blockBytes
        ? new EntryRun(packed, more, blockBytes)
        : packing(more);
  }

  /** With the older part of {@code more} as one block more. */
  private EntryRun packing(RecentEntries more) {
    List<Entry> older = new ArrayList<>();
    for (long bytes = 0; bytes < blockBytes && older.size() < more.size(); ) {
      Entry entry = more.get(older.size());
      older.add(entry);
      bytes += entry.bytes();
    }
    return new EntryRun(
        packed.append(EntryBlock.of(older)), more.after(older.size() - 1), blockBytes);
  }

  /** Those before {@code position}. */
  EntryRun before(int position) {
    if (position >= packed.size()) {
      return new EntryRun(packed, recent.before(position - packed.size()), blockBytes);
    }
    RecentEntries unpacked = RecentEntries.empty();
    for (Entry entry : packed.remainderBefore(position)) {
      unpacked = unpacked.append(entry);
    }
    return new EntryRun(packed.blocksBefore(position), unpacked, blockBytes);
  }

  /** Those behind {@code position}; lets go of the others. */
  EntryRun after(int position) {
    return position < packed.size()
        ? new EntryRun(packed.from(position + 1), recent, blockBytes)
        : new EntryRun(PackedEntries.NONE, recent.after(position - packed.size()), blockBytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof EntryRun that) || size() != that.size()) {
      return false;
    }
    for (int position = 0; position < size(); position++) {
      if (!get(position).equals(that.get(position))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return isEmpty() ? 0 : get(size() - 1).hashCode();
  }
}
