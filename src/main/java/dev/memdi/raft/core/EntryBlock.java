package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive entries, packed: a few arrays instead of half a dozen objects for each entry, of
 * which most live for minutes and are hardly ever asked for. What an entry is made of is copied
 * when it is.
 *
 * <pre>
 * entries   terms  firsts  stamps  bytesUpTo      entry i has the bursts burstsBefore[i] to
 *                    │                            burstsBefore[i + 1]; or it stays as it was,
 * bursts    counts  ends                          in whole[i]
 *                    │
 * data      ─────────┴──────────────
 * </pre>
 */
final class EntryBlock {
  /** A payload with more bytes is kept as it is: there is little to win, and much to copy. */
  private static final int MOST_PACKED = 4 << 10;

  private final long[] terms;
  private final long[] firsts;
  private final long[] stamps;
  private final long[] bytesUpTo;
  private final long last;
  private final int[] burstsBefore;
  private final int[] counts;
  private final int[] ends;
  private final byte[] data;
  private final @Nullable Payload[] whole;

  private EntryBlock(List<Entry> entries) {
    int size = entries.size();
    terms = new long[size];
    firsts = new long[size];
    stamps = new long[size];
    bytesUpTo = new long[size];
    last = entries.getLast().last();
    burstsBefore = new int[size + 1];
    whole = new @Nullable Payload[size];
    List<Burst> bursts = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      Entry entry = entries.get(i);
      terms[i] = entry.term();
      firsts[i] = entry.first();
      stamps[i] = entry.stamp();
      bytes += entry.bytes();
      bytesUpTo[i] = bytes;
      switch (entry.payload()) {
        case Payload.Commands commands when commands.bytes() <= MOST_PACKED ->
            bursts.addAll(commands.bursts());
        case Payload.Commands commands -> whole[i] = commands;
        case Payload.NoOp noOp -> whole[i] = noOp;
        case Payload.Reconfigure change -> whole[i] = change;
      }
      burstsBefore[i + 1] = bursts.size();
    }
    counts = new int[bursts.size()];
    ends = new int[bursts.size()];
    data = packed(bursts);
  }

  /** At least one entry, each of which follows the one before. */
  static EntryBlock of(List<Entry> entries) {
    return new EntryBlock(entries);
  }

  private byte[] packed(List<Burst> bursts) {
    int end = 0;
    for (int i = 0; i < bursts.size(); i++) {
      counts[i] = bursts.get(i).count();
      end += bursts.get(i).bytes().length();
      ends[i] = end;
    }
    byte[] all = new byte[end];
    for (int i = 0; i < bursts.size(); i++) {
      byte[] bytes = bursts.get(i).bytes().array();
      System.arraycopy(bytes, 0, all, ends[i] - bytes.length, bytes.length);
    }
    return all;
  }

  int size() {
    return terms.length;
  }

  long first() {
    return firsts[0];
  }

  EntryRun.Head head(int position) {
    long end = position + 1 < size() ? firsts[position + 1] - 1 : last;
    return new EntryRun.Head(terms[position], firsts[position], end, stamps[position]);
  }

  /** Bytes of the entries before {@code position}, which may be the size. */
  long bytesBefore(int position) {
    return position == 0 ? 0 : bytesUpTo[position - 1];
  }

  Payload.@Nullable Reconfigure reconfiguration(int position) {
    return whole[position] instanceof Payload.Reconfigure change ? change : null;
  }

  /** The position of the entry that covers {@code index}, which one of them must. */
  int covering(long index) {
    int found = Arrays.binarySearch(firsts, index);
    return found >= 0 ? found : -found - 2;
  }

  Entry get(int position) {
    Payload kept = whole[position];
    return new Entry(
        terms[position],
        firsts[position],
        stamps[position],
        kept != null ? kept : new Payload.Commands(bursts(position)));
  }

  private List<Burst> bursts(int position) {
    List<Burst> bursts = new ArrayList<>();
    for (int i = burstsBefore[position]; i < burstsBefore[position + 1]; i++) {
      byte[] bytes = Arrays.copyOfRange(data, i == 0 ? 0 : ends[i - 1], ends[i]);
      bursts.add(new Burst(counts[i], Bytes.wrap(bytes)));
    }
    return bursts;
  }

  /** The entries from {@code from} to before {@code to}. */
  List<Entry> entries(int from, int to) {
    List<Entry> entries = new ArrayList<>(to - from);
    for (int position = from; position < to; position++) {
      entries.add(get(position));
    }
    return entries;
  }
}
