package dev.memdi.durable.journal;

/** Hears what the snapshot store does. */
interface SnapshotListener {
  void progress(SnapshotProgress progress);

  /** An older snapshot is tried in place of one that is damaged. */
  void passedOver(SnapshotDamagedException damage);
}
