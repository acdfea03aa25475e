package dev.memdi.store;

import java.time.Duration;

/**
 * Bounds of a store.
 *
 * @param historyBytes how much of the past is held for watches
 * @param chunkBytes about how large the chunks of an image are
 * @param pieceBytes about how large an answer to a watch is
 * @param parkedWatches how many watches may wait for a change at once
 * @param watchPatience how long a watch waits for a change before it is answered with none
 * @param waitingReads how many reads may wait for the removal of keys that are due
 */
public record StoreBounds(
    long historyBytes,
    int chunkBytes,
    int pieceBytes,
    int parkedWatches,
    Duration watchPatience,
    int waitingReads) {
  public static final StoreBounds DEFAULT =
      new StoreBounds(16 << 20, 128 << 10, 128 << 10, 4096, Duration.ofSeconds(5), 65_536);

  public StoreBounds {
    if (historyBytes < 0) {
      throw new IllegalArgumentException("historyBytes is negative: " + historyBytes);
    }
    if (chunkBytes < 1 || pieceBytes < 1 || parkedWatches < 1 || waitingReads < 1) {
      throw new IllegalArgumentException("every bound of a store is at least 1");
    }
    if (watchPatience.toMillis() < 1) {
      throw new IllegalArgumentException("watchPatience is under a millisecond: " + watchPatience);
    }
  }

  public StoreBounds withHistoryBytes(long bytes) {
    return new StoreBounds(
        bytes, chunkBytes, pieceBytes, parkedWatches, watchPatience, waitingReads);
  }

  public StoreBounds withChunkBytes(int bytes) {
    return new StoreBounds(
        historyBytes, bytes, pieceBytes, parkedWatches, watchPatience, waitingReads);
  }
}
