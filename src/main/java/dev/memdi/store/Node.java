package dev.memdi.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link SlotTree}: some keys in order, each in a {@link Cell}. Of each key, the four
 * bytes behind what all keys of the node have in common are at hand as a number, so that a search
 * seldom has to look at a key itself.
 */
abstract sealed class Node permits Leaf, Inner {
  static final int CAPACITY = 64;

  /** A node with fewer keys than this is merged with a neighbour where both fit in one. */
  static final int SPARSE = CAPACITY / 4;

  /** What stands in places that had a cell. */
  private static final byte[] NO_CELL = {};

  /** Whose tree may change this node; of all others it is a fixed part. */
  final Object owner;

  final byte[][] cells;
  final int[] heads;
  int size;
  private int common; // how many bytes all keys begin with alike

  Node(Object owner) {
    this.owner = owner;
    this.cells = new byte[CAPACITY][];
    this.heads = new int[CAPACITY];
  }

  /** A copy for another owner. */
  Node(Object owner, Node original) {
    this.owner = owner;
    this.cells = original.cells.clone();
    this.heads = original.heads.clone();
    this.size = original.size;
    this.common = original.common;
  }

  abstract @Nullable Slot get(byte[] key);

  /** Answers what was there before. Only for the owner, and not for a full node. */
  abstract @Nullable Slot put(byte[] key, byte[] cell);

  /** Removes a key that is there. Only for the owner. */
  abstract Slot remove(byte[] key);

  /** Visits keys in order until the visitor has enough; answers whether it has not. */
  abstract boolean scan(SlotTree.Visitor visitor);

  /** The same from {@code from} on. */
  abstract boolean scan(byte[] from, boolean inclusive, SlotTree.Visitor visitor);

  /** The same from the key on before which there are {@code rank} others. */
  abstract boolean scan(long rank, SlotTree.Visitor visitor);

  /** How many keys in all are below {@code key}. */
  abstract long rank(byte[] key);

  /** How many keys in all are in this subtree. */
  abstract long count();

  /** The weights of all that is in this subtree. */
  abstract long weight();

  /** How many entries, counted from the first, weigh at most {@code limit} together. */
  abstract long countWithin(long limit);

  /** What the first {@code rank} entries weigh together. */
  abstract long weightOf(long rank);

  abstract Node copyFor(Object newOwner);

  /** This node, if its owner is that one, or a copy for it. */
  @SuppressWarnings("ReferenceEquality") // an owner is nothing but its identity
  final Node ownedBy(Object who) {
    return owner == who ? this : copyFor(who);
  }

  /** Moves the keys from {@code at} on to a new node, which it answers. */
  abstract Node split(int at);

  final boolean isFull() {
    return size == CAPACITY;
  }

  /** Where a key is, or a negative number. */
  final int find(byte[] key) {
    // A key that does not begin like those here is not found, whatever its head leads to.
    int place = search(key);
    return place < size && Cell.hasKey(cells[place], key) ? place : -1;
  }

  /** How many keys of this node are below {@code key}. */
  final int below(byte[] key) {
    if (size == 0) {
      return 0;
    }
    if (common > 0) {
      int shared = Math.min(common, key.length);
      int order = Cell.compareStart(key, cells[0], shared);
      if (order != 0 || key.length < common) {
        return order > 0 ? size : 0;
      }
    }
    return search(key);
  }

  final void insertCell(int at, byte[] cell) {
    System.arraycopy(cells, at, cells, at + 1, size - at);
    System.arraycopy(heads, at, heads, at + 1, size - at);
    cells[at] = cell;
    size++;
    if (size > 1 && Cell.common(cell, cells[at == 0 ? 1 : 0]) >= common) {
      heads[at] = Cell.head(cell, common);
    } else {
      refreshHeads();
    }
  }

  final void removeCell(int at) {
    System.arraycopy(cells, at + 1, cells, at, size - at - 1);
    System.arraycopy(heads, at + 1, heads, at, size - at - 1);
    size--;
    cells[size] = NO_CELL;
  }

  /** Takes over {@code count} cells of another node behind its own. */
  final void appendCells(Node other, int from, int count) {
    System.arraycopy(other.cells, from, cells, size, count);
    size += count;
    refreshHeads();
  }

  /** Drops the cells from {@code at} on. */
  final void truncateCells(int at) {
    Arrays.fill(cells, at, size, NO_CELL);
    size = at;
    refreshHeads();
  }

  /** How many keys are below one that begins like all of them. */
  private int search(byte[] key) {
    int head = Cell.headOfKey(key, common);
    int low = headsBelow(head);
    if (low == size || heads[low] != head) {
      return low;
    }
    int high = head == Integer.MAX_VALUE ? size : headsBelow(head + 1);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Cell.compare(cells[middle], key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many heads are below that one. Without a branch that a processor could guess wrongly. */
  private int headsBelow(int head) {
    int base = 0;
    int length = size;
    while (length > 1) {
      int half = length >>> 1;
      base = heads[base + half - 1] < head ? base + half : base;
      length -= half;
    }
    return length == 1 && heads[base] < head ? base + 1 : base;
  }

  private void refreshHeads() {
    if (size == 0) {
      common = 0;
      return;
    }
    common = Cell.common(cells[0], cells[size - 1]);
    for (int i = 0; i < size; i++) {
      heads[i] = Cell.head(cells[i], common);
    }
  }
}
