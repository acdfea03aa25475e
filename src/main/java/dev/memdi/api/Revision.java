package dev.memdi.api;

/**
 * The log index that last changed a key, in the key's own shard. Grows with every change of the
 * key; comparable only within a shard. {@link #NONE} stands for a key that does not exist.
 */
public record Revision(long index) implements Comparable<Revision> {
  public static final Revision NONE = new Revision(0);

  public Revision {
    if (index < 0) {
      throw new IllegalArgumentException("a revision is not negative: " + index);
    }
  }

  @Override
  public int compareTo(Revision other) {
    return Long.compare(index, other.index);
  }

  @Override
  public String toString() {
    return Long.toString(index);
  }
}
