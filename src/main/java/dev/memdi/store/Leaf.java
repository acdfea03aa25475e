package dev.memdi.store;

import org.jspecify.annotations.Nullable;

/** A node whose cells hold what the table does. */
final class Leaf extends Node {
  private long weight;

  Leaf(Object owner) {
    super(owner);
  }

  private Leaf(Object owner, Leaf original) {
    super(owner, original);
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

  @Override
  @Nullable Slot get(byte[] key) {
    int at = find(key);
    return at < 0 ? null : Slot.at(cells[at]);
  }

  @Override
  @Nullable Slot put(byte[] key, byte[] cell) {
    int at = find(key);
    weight += SlotTree.weight(cell);
    if (at >= 0) {
      byte[] before = cells[at];
      cells[at] = cell;
      weight -= SlotTree.weight(before);
      return Slot.at(before);
    }
    insertCell(below(key), cell);
    return null;
  }

  @Override
  Slot remove(byte[] key) {
    int at = find(key);
    if (at < 0) {
      throw new IllegalStateException("no such key in its leaf");
    }
    byte[] before = cells[at];
    weight -= SlotTree.weight(before);
    removeCell(at);
    return Slot.at(before);
  }

  @Override
  boolean scan(SlotTree.Visitor visitor) {
    return scanFrom(0, visitor);
  }

  @Override
  boolean scan(byte[] from, boolean inclusive, SlotTree.Visitor visitor) {
    int at = below(from);
    boolean skip = !inclusive && at < size && Cell.hasKey(cells[at], from);
    return scanFrom(skip ? at + 1 : at, visitor);
  }

  @Override
  boolean scan(long rank, SlotTree.Visitor visitor) {
    return scanFrom((int) Math.min(rank, size), visitor);
  }

  private boolean scanFrom(int from, SlotTree.Visitor visitor) {
    for (int i = from; i < size; i++) {
      if (!visitor.visit(Slot.at(cells[i]))) {
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
      rest -= SlotTree.weight(cells[at]);
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
      sum += SlotTree.weight(cells[i]);
    }
    return sum;
  }

  @Override
  Leaf split(int at) {
    Leaf right = new Leaf(owner);
    right.append(this, at, size - at);
    weight -= right.weight;
    truncateCells(at);
    return right;
  }

  /** Takes over everything of its right neighbour. */
  void append(Leaf other) {
    append(other, 0, other.size);
  }

  private void append(Leaf other, int from, int count) {
    for (int i = from; i < from + count; i++) {
      weight += SlotTree.weight(other.cells[i]);
    }
    appendCells(other, from, count);
  }
}
