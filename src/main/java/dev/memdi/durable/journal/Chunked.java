package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;

/**
 * A snapshot too large for one array: a head, which Pekko's serialization knows, and any number of
 * chunks that are asked for one after the other, by any one thread. The embedded snapshot store
 * writes and reads it chunk by chunk.
 */
public record Chunked(Object head, Chunks chunks) {
  public interface Chunks {
    int count();

    /** The chunk of that number, counted from 0: the same bytes each time. */
    Bytes chunk(int number);
  }
}
