package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Saves one snapshot: writes it under a name of its own, forces it, reads it back, and only then
 * gives it its name. At every moment the disk holds all of it under that name, or nothing.
 */
final class SnapshotSave implements SnapshotWork<SnapshotName> {
  private enum Stage {
    CREATE,
    WRITE,
    VERIFY,
    NAME,
    NAMED
  }

  private final Disk disk;
  private final SnapshotAbout.WithHead snapshot;
  private final Optional<Chunked.Chunks> chunks;
  private final SnapshotSettings settings;
  private final SnapshotName name;
  private final SnapshotTenths saving;
  private final SnapshotTenths verifying;

  private Stage stage = Stage.CREATE;
  private boolean created;
  private boolean named;
  private @Nullable DiskFile file;
  private @Nullable SnapshotWriter writer;
  private @Nullable SnapshotReader reader;
  private int nextChunk;

  SnapshotSave(
      Disk disk,
      SnapshotAbout.WithHead snapshot,
      Optional<Chunked.Chunks> chunks,
      SnapshotSettings settings,
      SnapshotListener listener) {
    this.disk = disk;
    this.snapshot = snapshot;
    this.chunks = chunks;
    this.settings = settings;
    SnapshotAbout about = snapshot.about();
    this.name = about.name();
    String id = about.persistenceId();
    this.saving =
        new SnapshotTenths(listener, SnapshotProgress.Phase.SAVING, id, about.sequenceNr());
    this.verifying =
        new SnapshotTenths(listener, SnapshotProgress.Phase.VERIFYING, id, about.sequenceNr());
  }

  @Override
  public Next<SnapshotName> step() throws IOException {
    return switch (stage) {
      case CREATE -> create();
      case WRITE -> write(file(), writer());
      case VERIFY -> verify(file());
      case NAME -> giveName();
      case NAMED -> new Done<>(name);
    };
  }

  private Next<SnapshotName> create() throws IOException {
    leaveRoom();
    disk.delete(name.unfinishedFile()); // from an attempt that could not be cleaned up
    file = disk.create(name.unfinishedFile(), 0);
    created = true;
    writer = new SnapshotWriter(file, settings.compressionLevel());
    writer.begin(snapshot);
    stage = Stage.WRITE;
    return new More<>();
  }

  private Next<SnapshotName> write(DiskFile open, SnapshotWriter to) throws IOException {
    leaveRoom();
    int count = snapshot.about().chunks().orElse(0);
    for (long end = to.position() + settings.sliceBytes();
        chunks.isPresent() && nextChunk < count && to.position() < end;
        nextChunk++) {
      to.chunk(chunks.get().chunk(nextChunk).array());
      saving.at(nextChunk + 1, count, to.position());
    }
    if (nextChunk < count) {
      // Were all of it forced at the end, the journal's own forcing would wait behind it for long.
      return new Wait<>(open.force());
    }
    to.end();
    saving.at(1, 1, to.position());
    stage = Stage.VERIFY;
    return new Wait<>(open.force());
  }

  /** A snapshot can wait; the log on the same disk can't, and without room it fails the node. */
  private void leaveRoom() throws IOException {
    long usable = disk.usableBytes();
    if (usable < settings.keepFree()) {
      throw new IOException(
          "no room for the snapshot %s: %d bytes are left on %s, and %d shall stay free"
              .formatted(name.file(), usable, disk.place(), settings.keepFree()));
    }
  }

  private Next<SnapshotName> verify(DiskFile open) throws IOException {
    SnapshotReader from = reader;
    if (from == null) {
      from = new SnapshotReader(open, true);
      reader = from;
    }
    long end = from.position() + settings.sliceBytes();
    while (from.position() < end) {
      if (!from.readOn()) {
        stage = Stage.NAME;
        break;
      }
      verifying.at(from.position(), from.size(), from.position());
    }
    return new More<>();
  }

  private Next<SnapshotName> giveName() throws IOException {
    file().close();
    file = null;
    disk.rename(name.unfinishedFile(), name.file());
    named = true;
    stage = Stage.NAMED;
    return new Wait<>(disk.forceNames());
  }

  @Override
  public void abandon(Throwable reason) {
    try {
      if (file != null) {
        file.close();
      }
      if (named) {
        // All of it is there, but nobody knows whether its name will last: whoever asked for it is
        // told that it failed, and must not meet it later.
        disk.delete(name.file());
      } else if (created) {
        disk.delete(name.unfinishedFile());
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private DiskFile file() {
    if (file == null) {
      throw new IllegalStateException("no file at stage " + stage);
    }
    return file;
  }

  private SnapshotWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("no writer at stage " + stage);
    }
    return writer;
  }
}
