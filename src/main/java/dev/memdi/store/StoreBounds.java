package dev.memdi.store;

import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.SizeEstimate;
import java.time.Duration;

/**
 * Bounds of a store.
 *
 * @param historyBytes how much of the past is held for watches
 * @param chunkBytes about how large the chunks of an image are
 * @param pieceBytes no message is made larger by what could go in another
 * @param pageBytes a page of a scan ends when it has so many bytes
 * @param answerBytes the answer to one operation has no more
 * @param parkedWatches how many watches may wait for a change at once
 * @param watchPatience how long a watch waits for a change before it is answered with none
 * @param waitingReads how many reads may wait for the removal of keys that are due
 */
public record StoreBounds(
    long historyBytes,
    int chunkBytes,
    int pieceBytes,
    long pageBytes,
    long answerBytes,
    int parkedWatches,
    Duration watchPatience,
    int waitingReads) {
  public static final StoreBounds DEFAULT =
      new StoreBounds(
          16 << 20, 128 << 10, 128 << 10, 4 << 20, 32 << 20, 4096, Duration.ofSeconds(5), 65_536);

  public StoreBounds {
    if (historyBytes < 0) {
      throw new IllegalArgumentException("historyBytes is negative: " + historyBytes);
    }
    if (chunkBytes < 1
        || pieceBytes < 1
        || pageBytes < 1
        || answerBytes < 1
        || parkedWatches < 1
        || waitingReads < 1) {
      throw new IllegalArgumentException("every bound of a store is at least 1");
    }
    if (watchPatience.toMillis() < 1) {
      throw new IllegalArgumentException("watchPatience is under a millisecond: " + watchPatience);
    }
  }

  public StoreBounds withHistoryBytes(long bytes) {
    return with(bytes, chunkBytes, pageBytes, answerBytes);
  }

  public StoreBounds withChunkBytes(int bytes) {
    return with(historyBytes, bytes, pageBytes, answerBytes);
  }

  /** A page is an answer, too. */
  public StoreBounds withAnswerBytes(long bytes) {
    return with(historyBytes, chunkBytes, Math.min(DEFAULT.pageBytes, bytes), bytes);
  }

  /** A read that answers with many values at once may not be able to tell them. */
  Outcome bound(Outcome.Done done) {
    long size = done.result() instanceof Result.Many ? SizeEstimate.of(done.result()) : 0;
    return size <= answerBytes
        ? done
        : new Outcome.Refused(new Refusal.TooLarge("the answer", size, answerBytes));
  }

  private StoreBounds with(long history, int chunk, long page, long answer) {
    return new StoreBounds(
        history, chunk, pieceBytes, page, answer, parkedWatches, watchPatience, waitingReads);
  }
}
