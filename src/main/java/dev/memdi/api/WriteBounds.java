package dev.memdi.api;

/**
 * What one write may come to, whatever was there before it; over it the write is refused. Travels
 * with the write, so that every replica decides alike.
 *
 * @param value the longest value, in bytes, that an append may make
 * @param operation the bytes of all values together that a batch may write
 */
public record WriteBounds(long value, long operation) {
  /** Those of a write that comes without any. */
  public static final WriteBounds WIDEST = new WriteBounds(64 << 20, Long.MAX_VALUE);

  public WriteBounds {
    if (value < 1 || operation < value) {
      throw new IllegalArgumentException(
          "a bound of %d bytes for a value and %d for all".formatted(value, operation));
    }
  }
}
