package dev.memdi.durable.journal;

import java.util.Locale;

/**
 * How far a snapshot has come. Published on the actor system's event stream and logged, at each
 * tenth of each phase.
 *
 * @param percent of this phase: 10, 20, … 100
 * @param bytes of the file so far, in this phase
 */
public record SnapshotProgress(
    Phase phase, String persistenceId, long sequenceNr, int percent, long bytes) {
  /** What is being done. */
  public enum Phase {
    SAVING,
    VERIFYING,
    LOADING
  }

  @Override
  public String toString() {
    return "%s the snapshot of %s at %d: %d %%, %.1f MB"
        .formatted(
            phase.name().toLowerCase(Locale.ROOT), persistenceId, sequenceNr, percent, bytes / 1e6);
  }
}
