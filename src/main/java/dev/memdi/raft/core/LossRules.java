package dev.memdi.raft.core;

/** The decisions that the truth of a {@link LossLedger} rests on, so that tests can break them. */
public interface LossRules {
  LossRules SOUND = new LossRules() {};

  /** What a replica takes out of its log may have been acknowledged. */
  default boolean notesRemoved() {
    return true;
  }

  /** A removed write is not lost if the very same stands, committed, elsewhere in the log. */
  default boolean isSaved(boolean committedElsewhere) {
    return committedElsewhere;
  }
}
