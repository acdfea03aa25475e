package dev.memdi.raft.core;

import java.util.Arrays;
import java.util.List;

/** Consecutive entries in blocks, as a value; positions count from 0. */
final class PackedEntries {
  static final PackedEntries NONE = new PackedEntries(new EntryBlock[0], new int[0], new long[0]);

  private final EntryBlock[] blocks;
  private final int[] sizeUpTo; // of each block and those before
  private final long[] bytesUpTo;

  private PackedEntries(EntryBlock[] blocks, int[] sizeUpTo, long[] bytesUpTo) {
    this.blocks = blocks;
    this.sizeUpTo = sizeUpTo;
    this.bytesUpTo = bytesUpTo;
  }

  private static PackedEntries of(EntryBlock[] blocks) {
    int[] sizes = new int[blocks.length];
    long[] bytes = new long[blocks.length];
    int size = 0;
    long sum = 0;
    for (int i = 0; i < blocks.length; i++) {
      size += blocks[i].size();
      sum += blocks[i].bytesBefore(blocks[i].size());
      sizes[i] = size;
      bytes[i] = sum;
    }
    return new PackedEntries(blocks, sizes, bytes);
  }

  int size() {
    return sizeBefore(blocks.length);
  }

  /** One of them, in its block. */
  record Place(EntryBlock block, int position) {
    Entry entry() {
      return block.get(position);
    }
  }

  Place at(int position) {
    int block = blockOf(position);
    return new Place(blocks[block], position - sizeBefore(block));
  }

  /** The position of the entry that covers {@code index}, which one of them must. */
  int covering(long index) {
    int low = 0;
    int high = blocks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (blocks[middle].first() <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return sizeBefore(low) + blocks[low].covering(index);
  }

  /** Bytes of the entries at {@code position} and behind it. */
  long bytesFrom(int position) {
    if (position >= size()) {
      return 0;
    }
    int block = blockOf(position);
    return bytesUpTo[blocks.length - 1]
        - bytesBefore(block)
        - blocks[block].bytesBefore(position - sizeBefore(block));
  }

  PackedEntries append(EntryBlock block) {
    int last = blocks.length; // whose sums follow from those before: a log has hundreds of blocks
    EntryBlock[] more = Arrays.copyOf(blocks, last + 1);
    int[] sizes = Arrays.copyOf(sizeUpTo, last + 1);
    long[] bytes = Arrays.copyOf(bytesUpTo, last + 1);
    more[last] = block;
    sizes[last] = sizeBefore(last) + block.size();
    bytes[last] = bytesBefore(last) + block.bytesBefore(block.size());
    return new PackedEntries(more, sizes, bytes);
  }

  /** Those of the blocks that end at {@code position} or before it. */
  PackedEntries blocksBefore(int position) {
    int whole = position == size() ? blocks.length : blockOf(position);
    return of(Arrays.copyOf(blocks, whole));
  }

  /** Those before {@code position} that {@link #blocksBefore} leaves out. */
  List<Entry> remainderBefore(int position) {
    if (position == size()) {
      return List.of();
    }
    int block = blockOf(position);
    return blocks[block].entries(0, position - sizeBefore(block));
  }

  /** Those at {@code position} and behind it. */
  PackedEntries from(int position) {
    if (position >= size()) {
      return NONE;
    }
    int block = blockOf(position);
    EntryBlock[] left = Arrays.copyOfRange(blocks, block, blocks.length);
    int cut = position - sizeBefore(block);
    if (cut > 0) {
      left[0] = EntryBlock.of(left[0].entries(cut, left[0].size()));
    }
    return of(left);
  }

  private int sizeBefore(int block) {
    return block == 0 ? 0 : sizeUpTo[block - 1];
  }

  private long bytesBefore(int block) {
    return block == 0 ? 0 : bytesUpTo[block - 1];
  }

  private int blockOf(int position) {
    int found = Arrays.binarySearch(sizeUpTo, position);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
