package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Something to be done with snapshots, a slice at a time, so that other work gets its turn. */
interface SnapshotWork<T> {
  /** What comes after a slice. */
  sealed interface Next<T> {}

  /** Another slice. */
  record More<T>() implements Next<T> {}

  /** Another slice when the stage is done; nothing more if it fails. */
  record Wait<T>(CompletionStage<Void> stage) implements Next<T> {}

  /** Nothing. */
  record Done<T>(T result) implements Next<T> {}

  /** Does a slice. After an exception there are no more. */
  Next<T> step() throws IOException;

  /**
   * Puts away what this work leaves behind when it won't be finished, because it failed or was
   * stopped. What can't be put away is added to the reason.
   */
  void abandon(Throwable reason);
}
