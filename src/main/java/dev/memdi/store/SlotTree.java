package dev.memdi.store;

import org.jspecify.annotations.Nullable;

/**
 * Slots by key, in order: a B+ tree whose nodes are copied before they are changed wherever a
 * {@link View} still shares them. So a view of millions of keys costs nothing to make, and those
 * who read it need not know that writes go on.
 */
final class SlotTree {
  /** What an entry costs in an image beside its key and value, at most. */
  static final int OVERHEAD = 32;

  /** Sees one entry after the other; answers whether it wants the next. */
  interface Visitor {
    boolean visit(Slot slot);
  }

  /** The tree as it was when the view was made. Never changes: for any thread. */
  static final class View {
    private final Node root;

    private View(Node root) {
      this.root = root;
    }

    long count() {
      return root.count();
    }

    @Nullable Slot get(byte[] key) {
      return root.get(key);
    }

    /** The weights of all entries. */
    long weight() {
      return root.weight();
    }

    void scan(Visitor visitor) {
      root.scan(visitor);
    }

    /**
     * Where a piece ends that begins at {@code rank} and weighs at most {@code limit}, or is a
     * single heavier entry.
     */
    long endOfPiece(long rank, long limit) {
      long end = root.countWithin(root.weightOf(rank) + limit);
      return Math.min(Math.max(end, rank + 1), root.count());
    }

    /** From the entry on before which there are {@code rank} others. */
    void scan(long rank, Visitor visitor) {
      root.scan(rank, visitor);
    }
  }

  private Object owner = new Object();
  private Node root = new Leaf(owner);

  /** How much an entry counts where things are cut by size. */
  static long weight(byte[] cell) {
    return (long) OVERHEAD + cell.length - Cell.keyAt(cell);
  }

  long count() {
    return root.count();
  }

  /** The bytes of all keys and values. */
  long bytes() {
    return root.weight() - OVERHEAD * root.count();
  }

  @Nullable Slot get(byte[] key) {
    return root.get(key);
  }

  /** Answers what was there before. */
  @Nullable Slot put(Slot slot) {
    byte[] key = Cell.key(slot.cell());
    root = root.ownedBy(owner);
    if (root.isFull()) {
      Inner top = new Inner(owner, root);
      top.splitChild(0, root, key);
      root = top;
    }
    return root.put(key, slot.cell());
  }

  /** Answers what was there before. */
  @Nullable Slot remove(byte[] key) {
    if (root.get(key) == null) {
      return null; // before anything is copied in vain
    }
    root = root.ownedBy(owner);
    Slot before = root.remove(key);
    while (root instanceof Inner top && top.size == 0) {
      root = top.child(0);
    }
    return before;
  }

  /** Visits the entries from {@code from} on until the visitor has enough. */
  void scan(byte[] from, boolean inclusive, Visitor visitor) {
    root.scan(from, inclusive, visitor);
  }

  /** How many keys are below {@code key}. */
  long rank(byte[] key) {
    return root.rank(key);
  }

  View view() {
    owner = new Object(); // every node is shared from now on
    return new View(root);
  }

  /** Takes on the contents of a view. */
  void restore(View view) {
    owner = new Object();
    root = view.root;
  }

  void clear() {
    owner = new Object();
    root = new Leaf(owner);
  }
}
