package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the newest snapshot in a range and checks all of it. A damaged one is a failure: an older
 * one in its place would be missing the events that were deleted because the newer one held them.
 * Only if the settings say so is the next older one tried.
 */
final class SnapshotLoad implements SnapshotWork<Optional<SnapshotContent>> {
  private final SnapshotFiles files;
  private final String persistenceId;
  private final SnapshotRange range;
  private final SnapshotSettings settings;
  private final SnapshotListener listener;

  /** Newest first; null until they were looked for. */
  private @Nullable Deque<SnapshotName> candidates;

  private @Nullable DiskFile file;
  private @Nullable SnapshotReader reader;
  private @Nullable SnapshotTenths tenths;
  private @Nullable SnapshotDamagedException firstDamage;

  SnapshotLoad(
      SnapshotFiles files,
      String persistenceId,
      SnapshotRange range,
      SnapshotSettings settings,
      SnapshotListener listener) {
    this.files = files;
    this.persistenceId = persistenceId;
    this.range = range;
    this.settings = settings;
    this.listener = listener;
  }

  @Override
  public Next<Optional<SnapshotContent>> step() throws IOException {
    if (candidates == null) {
      candidates = new ArrayDeque<>(files.of(persistenceId, range).reversed());
    }
    try {
      return file == null ? next(candidates) : read(file);
    } catch (SnapshotDamagedException e) {
      if (!settings.passOverDamage() || candidates.isEmpty()) {
        throw firstDamage == null ? e : firstDamage;
      }
      firstDamage = firstDamage == null ? e : firstDamage;
      close();
      listener.passedOver(e);
      return new More<>();
    }
  }

  private Next<Optional<SnapshotContent>> next(Deque<SnapshotName> left) throws IOException {
    if (left.isEmpty()) {
      return new Done<>(Optional.empty());
    }
    SnapshotName name = left.removeFirst();
    file = files.disk().open(name.file());
    reader = new SnapshotReader(file, false);
    tenths =
        new SnapshotTenths(
            listener, SnapshotProgress.Phase.LOADING, persistenceId, name.sequenceNr());
    return new More<>();
  }

  private Next<Optional<SnapshotContent>> read(DiskFile open) throws IOException {
    SnapshotReader from = reader;
    SnapshotTenths progress = tenths;
    if (from == null || progress == null) {
      throw new IllegalStateException("open, and yet not being read: " + open.name());
    }
    long end = from.position() + settings.sliceBytes();
    while (from.position() < end) {
      if (!from.readOn()) {
        return new Done<>(Optional.of(finish(open, from)));
      }
      progress.at(from.position(), from.size(), from.position());
    }
    return new More<>();
  }

  private SnapshotContent finish(DiskFile open, SnapshotReader from) throws IOException {
    SnapshotAbout.WithHead snapshot = from.snapshot();
    if (!snapshot.about().persistenceId().equals(persistenceId)) {
      throw new SnapshotDamagedException(
          open.name(), SnapshotWriter.PREFIX, "it is of " + snapshot.about().persistenceId());
    }
    if (snapshot.about().chunks().orElse(0) > 0) {
      file = null; // theirs from now on
      return new SnapshotContent(
          snapshot, Optional.of(new SnapshotChunks(files.disk(), open, from.chunkOffsets())));
    }
    close();
    return new SnapshotContent(snapshot, snapshot.about().chunks().map(none -> new NoChunks()));
  }

  @Override
  public void abandon(Throwable reason) {
    try {
      close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private void close() throws IOException {
    DiskFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private record NoChunks() implements Chunked.Chunks {
    @Override
    public int count() {
      return 0;
    }

    @Override
    public Bytes chunk(int number) {
      throw new IndexOutOfBoundsException("chunk " + number + " of none");
    }
  }
}
