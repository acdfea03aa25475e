package dev.memdi.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link SlotTree}: some keys in order. Of each key, the four bytes behind what all
 * keys of the node have in common are at hand as a number, so that a search seldom has to look at a
 * key itself.
 */
abstract sealed class Node permits Leaf, Inner {
  static final int CAPACITY = 64;

  /** A node with fewer keys than this is merged with a neighbour where both fit in one. */
  static final int SPARSE = CAPACITY / 4;

  /** What stands in places that had a key. */
  private static final byte[] NO_KEY = {};

  /** Whose tree may change this node; of all others it is a fixed part. */
  final Object owner;

  final byte[][] keys;
  final int[] heads;
  int size;
  private int common; // how many bytes all keys begin with alike

  Node(Object owner) {
    this.owner = owner;
    this.keys = new byte[CAPACITY][];
    this.heads = new int[CAPACITY];
  }

  /** A copy for another owner. */
  Node(Object owner, Node original) {
    this.owner = owner;
    this.keys = original.keys.clone();
    this.heads = original.heads.clone();
    this.size = original.size;
    this.common = original.common;
  }

  abstract @Nullable Slot get(byte[] key);

  /** Answers what was there before. Only for the owner, and not for a full node. */
  abstract @Nullable Slot put(byte[] key, Slot slot);

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
    return place < size && Arrays.equals(keys[place], key) ? place : -1;
  }

  /** How many keys of this node are below {@code key}. */
  final int below(byte[] key) {
    if (size == 0) {
      return 0;
    }
    if (common > 0) {
      int shared = Math.min(common, key.length);
      int order = Arrays.compareUnsigned(key, 0, shared, keys[0], 0, shared);
      if (order != 0 || key.length < common) {
        return order > 0 ? size : 0;
      }
    }
    return search(key);
  }

  final void insertKey(int at, byte[] key) {
    System.arraycopy(keys, at, keys, at + 1, size - at);
    System.arraycopy(heads, at, heads, at + 1, size - at);
    keys[at] = key;
    size++;
    if (size > 1 && sharesCommon(key, keys[at == 0 ? 1 : 0])) {
      heads[at] = head(key, common);
    } else {
      refreshHeads();
    }
  }

  final void removeKey(int at) {
    System.arraycopy(keys, at + 1, keys, at, size - at - 1);
    System.arraycopy(heads, at + 1, heads, at, size - at - 1);
    size--;
    keys[size] = NO_KEY;
  }

  /** Takes over {@code count} keys of another node behind its own. */
  final void appendKeys(Node other, int from, int count) {
    System.arraycopy(other.keys, from, keys, size, count);
    size += count;
    refreshHeads();
  }

  /** Drops the keys from {@code at} on. */
  final void truncateKeys(int at) {
    Arrays.fill(keys, at, size, NO_KEY);
    size = at;
    refreshHeads();
  }

  /** How many keys are below one that begins like all of them. */
  private int search(byte[] key) {
    int head = head(key, common);
    int low = headsBelow(head);
    if (low == size || heads[low] != head) {
      return low;
    }
    int high = head == Integer.MAX_VALUE ? size : headsBelow(head + 1);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(keys[middle], key) < 0) {
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

  private boolean sharesCommon(byte[] key, byte[] other) {
    return key.length >= common && Arrays.equals(key, 0, common, other, 0, common);
  }

  private void refreshHeads() {
    if (size == 0) {
      common = 0;
      return;
    }
    byte[] first = keys[0];
    byte[] last = keys[size - 1];
    int differs = Arrays.mismatch(first, last);
    common = differs < 0 ? first.length : differs;
    for (int i = 0; i < size; i++) {
      heads[i] = head(keys[i], common);
    }
  }

  /** The four bytes from {@code from} on, missing ones as 0, ordered like the bytes. */
  private static int head(byte[] key, int from) {
    int head = 0;
    if (key.length >= from + 4) {
      head =
          key[from] << 24
              | (key[from + 1] & 0xFF) << 16
              | (key[from + 2] & 0xFF) << 8
              | (key[from + 3] & 0xFF);
    } else {
      for (int i = 0; i < 4; i++) {
        head = head << 8 | (from + i < key.length ? key[from + i] & 0xFF : 0);
      }
    }
    return head ^ Integer.MIN_VALUE;
  }
}
