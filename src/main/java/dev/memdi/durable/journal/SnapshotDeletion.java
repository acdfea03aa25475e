package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes snapshots in a range, the oldest first: a crash in between leaves the newest. */
final class SnapshotDeletion implements SnapshotWork<Integer> {
  private final SnapshotFiles files;
  private final String persistenceId;
  private final SnapshotRange range;
  private @Nullable Integer deleted;

  SnapshotDeletion(SnapshotFiles files, String persistenceId, SnapshotRange range) {
    this.files = files;
    this.persistenceId = persistenceId;
    this.range = range;
  }

  @Override
  public Next<Integer> step() throws IOException {
    if (deleted != null) {
      return new Done<>(deleted);
    }
    List<SnapshotName> doomed = files.of(persistenceId, range);
    for (SnapshotName name : doomed) {
      files.disk().delete(name.file());
    }
    deleted = doomed.size();
    return doomed.isEmpty() ? new Done<>(0) : new Wait<>(files.disk().forceNames());
  }

  @Override
  public void abandon(Throwable reason) {
    // what is deleted is deleted
  }
}
