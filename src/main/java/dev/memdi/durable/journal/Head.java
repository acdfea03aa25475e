package dev.memdi.durable.journal;

/**
 * A record without its body. {@code forcedUpTo} is a place in the segment before which everything
 * had been forced when this record was written. Of {@link Kind#EVENTS}, {@code previous} is the
 * highest sequence number that the persistence id had before. Of {@link Kind#STATE}, {@code
 * previous} is the number up to which it is deleted, and {@code first} and {@code last} are its
 * highest number.
 */
record Head(
    Kind kind,
    long offset,
    int metaLength,
    int bodyLength,
    int bodyCrc,
    long forcedUpTo,
    String id,
    long previous,
    long first,
    long last) {

  long bodyOffset() {
    return offset + Frames.FIXED + metaLength;
  }

  /** Where the next record begins. */
  long end() {
    return Frames.aligned(bodyOffset() + bodyLength);
  }
}
