package dev.memdi.api;

/**
 * The memory that a key takes in the table of each replica: one array, and for a key with a time to
 * live another one, by which it is found when it is due. Its places in the nodes of the table's
 * tree, some 8 to 32 bytes each, are not counted.
 */
public final class Footprint {
  /** What an array has before the key: the revision, and the key's length. */
  private static final int HEAD = Long.BYTES + Integer.BYTES;

  private static final int DEADLINE = Long.BYTES;

  /** What the JVM puts before the bytes of an array, as it is usually set. */
  private static final int ARRAY_HEAD = 16;

  private static final int ALIGNMENT = 8;

  private Footprint() {}

  /**
   * @param key its length
   * @param value its value's length
   * @param mortal whether it has a time to live
   */
  public static long of(int key, int value, boolean mortal) {
    long head = mortal ? HEAD + DEADLINE : HEAD;
    return onHeap(head + key + value) + (mortal ? onHeap(head + key) : 0);
  }

  /** An array of so many bytes. */
  private static long onHeap(long bytes) {
    return (ARRAY_HEAD + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
