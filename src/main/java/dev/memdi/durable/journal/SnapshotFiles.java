package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The finished snapshots on a disk. */
final class SnapshotFiles {
  private final Disk disk;

  SnapshotFiles(Disk disk) {
    this.disk = disk;
  }

  Disk disk() {
    return disk;
  }

  /** Deletes what was never finished; not while anything is being written. */
  void sweep() throws IOException {
    for (String file : disk.list()) {
      if (SnapshotName.isUnfinished(file)) {
        disk.delete(file);
      }
    }
  }

  /** Oldest first. */
  List<SnapshotName> of(String persistenceId, SnapshotRange range) throws IOException {
    String owner = SnapshotName.ownerOf(persistenceId);
    return disk.list().stream()
        .map(SnapshotName::parse)
        .flatMap(Optional::stream)
        .filter(name -> name.owner().equals(owner) && range.holds(name))
        .sorted(SnapshotName.OLDEST_FIRST)
        .toList();
  }
}
