package dev.memdi.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node with children, one more than keys: below each key lies all of the child before it, and at
 * or above it all of the child behind it.
 */
final class Inner extends Node {
  private final @Nullable Node[] children;
  private long count;
  private long weight;

  /** A parent of one child. */
  Inner(Object owner, Node child) {
    super(owner);
    this.children = new @Nullable Node[CAPACITY + 1];
    this.children[0] = child;
    this.count = child.count();
    this.weight = child.weight();
  }

  private Inner(Object owner, Inner original) {
    super(owner, original);
    this.children = original.children.clone();
    this.count = original.count;
    this.weight = original.weight;
  }

  @Override
  Inner copyFor(Object newOwner) {
    return new Inner(newOwner, this);
  }

  @Override
  long count() {
    return count;
  }

  @Override
  long weight() {
    return weight;
  }

  Node child(int at) {
    Node child = children[at];
    if (child == null) {
      throw new IllegalStateException("no child at " + at + " of " + (size + 1));
    }
    return child;
  }

  @Override
  @Nullable Slot get(byte[] key) {
    return child(childOf(key)).get(key);
  }

  @Override
  @Nullable Slot put(byte[] key, byte[] cell) {
    int at = childOf(key);
    Node child = ownChild(at);
    if (child.isFull()) {
      splitChild(at, child, key);
      if (Cell.compare(cells[at], key) <= 0) {
        at++;
      }
      child = child(at);
    }
    Slot before = child.put(key, cell);
    weight += SlotTree.weight(cell);
    if (before == null) {
      count++;
    } else {
      weight -= SlotTree.weight(before.cell());
    }
    return before;
  }

  @Override
  Slot remove(byte[] key) {
    int at = childOf(key);
    Node child = ownChild(at);
    Slot before = child.remove(key);
    count--;
    weight -= SlotTree.weight(before.cell());
    if (child.size < SPARSE && size > 0) {
      mergeChildren(at == size ? at - 1 : at);
    }
    return before;
  }

  @Override
  boolean scan(SlotTree.Visitor visitor) {
    return scanFrom(0, visitor);
  }

  @Override
  boolean scan(byte[] from, boolean inclusive, SlotTree.Visitor visitor) {
    int at = childOf(from);
    return child(at).scan(from, inclusive, visitor) && scanFrom(at + 1, visitor);
  }

  @Override
  boolean scan(long rank, SlotTree.Visitor visitor) {
    long rest = rank;
    int at = 0;
    while (at <= size && child(at).count() <= rest) {
      rest -= child(at).count();
      at++;
    }
    return at > size || (child(at).scan(rest, visitor) && scanFrom(at + 1, visitor));
  }

  private boolean scanFrom(int from, SlotTree.Visitor visitor) {
    for (int i = from; i <= size; i++) {
      if (!child(i).scan(visitor)) {
        return false;
      }
    }
    return true;
  }

  @Override
  long rank(byte[] key) {
    int at = childOf(key);
    long rank = child(at).rank(key);
    for (int i = 0; i < at; i++) {
      rank += child(i).count();
    }
    return rank;
  }

  @Override
  long countWithin(long limit) {
    long within = 0;
    long rest = limit;
    int at = 0;
    while (at <= size && child(at).weight() <= rest) {
      within += child(at).count();
      rest -= child(at).weight();
      at++;
    }
    return at > size ? within : within + child(at).countWithin(rest);
  }

  @Override
  long weightOf(long rank) {
    long sum = 0;
    long rest = rank;
    int at = 0;
    while (at <= size && child(at).count() <= rest) {
      sum += child(at).weight();
      rest -= child(at).count();
      at++;
    }
    return at > size ? sum : sum + child(at).weightOf(rest);
  }

  @Override
  Inner split(int at) {
    // The key at the split goes up to the parent: it stays on neither side.
    Inner right = new Inner(owner, child(at + 1));
    for (int i = at + 2; i <= size; i++) {
      right.children[i - at - 1] = children[i];
      right.count += child(i).count();
      right.weight += child(i).weight();
    }
    right.appendCells(this, at + 1, size - at - 1);
    Arrays.fill(children, at + 1, size + 1, null);
    count -= right.count;
    weight -= right.weight;
    truncateCells(at);
    return right;
  }

  /** Splits a full child in two; where keys ascend, so that the left one stays nearly full. */
  void splitChild(int at, Node child, byte[] key) {
    boolean ascending = Cell.compare(child.cells[child.size - 1], key) < 0;
    int middle = ascending ? child.size - 2 : child.size / 2;
    byte[] separator = Cell.keyOnly(child.cells[middle]);
    Node right = child.split(middle);
    System.arraycopy(children, at + 1, children, at + 2, size - at);
    children[at + 1] = right;
    insertCell(at, separator);
  }

  /** Makes one of a child and its right neighbour, if it has room for both. */
  private void mergeChildren(int at) {
    switch (child(at)) {
      case Leaf left when left.size + child(at + 1).size <= CAPACITY -> {
        Leaf merged = (Leaf) ownChild(at);
        merged.append((Leaf) child(at + 1));
        dropChild(at + 1);
      }
      case Inner left when left.size + child(at + 1).size < CAPACITY -> {
        Inner merged = (Inner) ownChild(at);
        merged.append(cells[at], (Inner) child(at + 1));
        dropChild(at + 1);
      }
      case Leaf _, Inner _ -> {}
    }
  }

  private void append(byte[] separator, Inner other) {
    System.arraycopy(other.children, 0, children, size + 1, other.size + 1);
    insertCell(size, separator);
    appendCells(other, 0, other.size);
    count += other.count;
    weight += other.weight;
  }

  private void dropChild(int at) {
    System.arraycopy(children, at + 1, children, at, size - at);
    children[size] = null;
    removeCell(at - 1);
  }

  /** In which child a key belongs. */
  private int childOf(byte[] key) {
    int at = below(key);
    return at < size && Cell.hasKey(cells[at], key) ? at + 1 : at;
  }

  private Node ownChild(int at) {
    Node child = child(at).ownedBy(owner);
    children[at] = child;
    return child;
  }
}
