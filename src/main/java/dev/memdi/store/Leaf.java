package dev.memdi.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A node with the slots of its keys. */
final class Leaf extends Node {
  private final @Nullable Slot[] slots;
  private long weight;

  Leaf(Object owner) {
    super(owner);
    this.slots = new @Nullable Slot[CAPACITY];
  }

  private Leaf(Object owner, Leaf original) {
    super(owner, original);
    this.slots = original.slots.clone();
    this.weight = original.weight;
  }

  @Override
  Leaf copyFor(Object newOwner) {
    return new Leaf(newOwner, this);
  }

  @Override
  long count() {
    return size;
  }

  @Override
  long weight() {
    return weight;
  }

  Slot slot(int at) {
    Slot slot = slots[at];
    if (slot == null) {
      throw new IllegalStateException("no slot at " + at + " of " + size);
    }
    return slot;
  }

  @Override
  @Nullable Slot get(byte[] key) {
    int at = find(key);
    return at < 0 ? null : slots[at];
  }

  @Override
  @Nullable Slot put(byte[] key, Slot slot) {
    int at = find(key);
    if (at >= 0) {
      Slot before = slot(at);
      slots[at] = slot;
      weight += slot.length() - before.length();
      return before;
    }
    int place = below(key);
    System.arraycopy(slots, place, slots, place + 1, size - place);
    slots[place] = slot;
    weight += SlotTree.weight(key, slot);
    insertKey(place, key);
    return null;
  }

  @Override
  Slot remove(byte[] key) {
    int at = find(key);
    if (at < 0) {
      throw new IllegalStateException("no such key in its leaf");
    }
    Slot before = slot(at);
    System.arraycopy(slots, at + 1, slots, at, size - at - 1);
    slots[size - 1] = null;
    weight -= SlotTree.weight(keys[at], before);
    removeKey(at);
    return before;
  }

  @Override
  boolean scan(SlotTree.Visitor visitor) {
    return scanFrom(0, visitor);
  }

  @Override
  boolean scan(byte[] from, boolean inclusive, SlotTree.Visitor visitor) {
    int at = below(from);
    boolean skip = !inclusive && at < size && Arrays.equals(keys[at], from);
    return scanFrom(skip ? at + 1 : at, visitor);
  }

  @Override
  boolean scan(long rank, SlotTree.Visitor visitor) {
    return scanFrom((int) Math.min(rank, size), visitor);
  }

  private boolean scanFrom(int from, SlotTree.Visitor visitor) {
    for (int i = from; i < size; i++) {
      if (!visitor.visit(keys[i], slot(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  long rank(byte[] key) {
    return below(key);
  }

  @Override
  long countWithin(long limit) {
    long rest = limit;
    int at = 0;
    while (at < size) {
      rest -= SlotTree.weight(keys[at], slot(at));
      if (rest < 0) {
        break;
      }
      at++;
    }
    return at;
  }

  @Override
  long weightOf(long rank) {
    long sum = 0;
    for (int i = 0; i < Math.min(rank, size); i++) {
      sum += SlotTree.weight(keys[i], slot(i));
    }
    return sum;
  }

  @Override
  Leaf split(int at) {
    Leaf right = new Leaf(owner);
    right.append(this, at, size - at);
    Arrays.fill(slots, at, size, null);
    weight -= right.weight;
    truncateKeys(at);
    return right;
  }

  /** Takes over everything of its right neighbour. */
  void append(Leaf other) {
    append(other, 0, other.size);
  }

  private void append(Leaf other, int from, int count) {
    for (int i = from; i < from + count; i++) {
      slots[size + i - from] = other.slots[i];
      weight += SlotTree.weight(other.keys[i], other.slot(i));
    }
    appendKeys(other, from, count);
  }
}
