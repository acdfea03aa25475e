package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a snapshot, read when they are asked for and checked each time. The file stays open
 * until the last one was read, so a newer snapshot may take this one's place meanwhile.
 */
final class SnapshotChunks implements Chunked.Chunks {
  private final Disk disk;
  private final String name;
  private final long[] offsets;
  private @Nullable DiskFile file;

  SnapshotChunks(Disk disk, DiskFile file, long[] offsets) {
    this.disk = disk;
    this.name = file.name();
    this.file = file;
    this.offsets = offsets;
  }

  @Override
  public int count() {
    return offsets.length;
  }

  /**
   * As promised, or a {@link SnapshotDamagedException}, or an {@link UncheckedIOException} if the
   * disk does not answer.
   */
  @Override
  public Bytes chunk(int number) {
    try {
      DiskFile from = file;
      if (from == null) {
        from = disk.open(name);
        file = from;
      }
      Bytes chunk = Bytes.wrap(SnapshotReader.chunk(from, number, offsets[number]));
      if (number == offsets.length - 1) {
        file = null;
        from.close();
      }
      return chunk;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read chunk " + number + " of the snapshot " + name, e);
    }
  }
}
