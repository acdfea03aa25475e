package dev.memdi.durable.journal;

/** Reports progress when another tenth is done, and not more often. */
final class SnapshotTenths {
  private final SnapshotListener listener;
  private final SnapshotProgress.Phase phase;
  private final String persistenceId;
  private final long sequenceNr;
  private long reported;

  SnapshotTenths(
      SnapshotListener listener,
      SnapshotProgress.Phase phase,
      String persistenceId,
      long sequenceNr) {
    this.listener = listener;
    this.phase = phase;
    this.persistenceId = persistenceId;
    this.sequenceNr = sequenceNr;
  }

  void at(long done, long total, long bytes) {
    long tenths = total <= 0 ? 10 : (long) (10.0 * done / total);
    if (tenths > reported) {
      reported = tenths;
      listener.progress(
          new SnapshotProgress(phase, persistenceId, sequenceNr, (int) tenths * 10, bytes));
    }
  }
}
