package dev.memdi.api;

/** A key: any bytes. Ordered as unsigned bytes. */
public record Key(Bytes bytes) implements Comparable<Key> {
  public static Key utf8(String text) {
    return new Key(Bytes.utf8(text));
  }

  @Override
  public int compareTo(Key other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return bytes.toString();
  }
}
