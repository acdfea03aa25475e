package dev.memdi.api;

/**
 * Writes for one shard, encoded once at the edge; the same bytes travel to every replica's log.
 * Takes {@code count} consecutive log indices, one for each write, so that each has a revision of
 * its own.
 */
public record Burst(int count, Bytes bytes) {
  public Burst {
    if (count < 1) {
      throw new IllegalArgumentException("a burst holds at least one write: " + count);
    }
  }
}
