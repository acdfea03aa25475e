package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Makes the compressed file of a sealed segment, some blocks at a time. The file gets its name only
 * when it is complete and forced, so a crash at any point leaves the original.
 */
final class Packing {
  private final Disk disk;
  private final Source source;
  private final long number;
  private final DiskFile file;
  private final byte[] piece = new byte[PackedSource.BLOCK];
  private long place = SegmentHeader.BYTES;
  private long written = SegmentHeader.BYTES;

  private Packing(Disk disk, Source source, long number, DiskFile file) {
    this.disk = disk;
    this.source = source;
    this.number = number;
    this.file = file;
  }

  static Packing begin(Disk disk, Source source, long number) throws IOException {
    String name = SegmentName.unfinished(number);
    disk.delete(name);
    var packing = new Packing(disk, source, number, disk.create(name, 0));
    ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
    source.read(header, 0);
    packing.file.write(header.flip(), 0);
    return packing;
  }

  /** Whether there is more to compress after this step. */
  boolean step() throws IOException {
    int length = source.read(ByteBuffer.wrap(piece), place);
    if (length > 0) {
      ByteBuffer block = PackedSource.pack(piece, length, place, source.size());
      int size = block.remaining();
      file.write(block, written);
      place += length;
      written += size;
    }
    return place < source.size();
  }

  CompletionStage<Void> force() {
    return file.force();
  }

  /**
   * After the force: the compressed segment under its name, which is still to be forced. If it
   * can't be read back as it should, there is none.
   */
  Source finish(long salt) throws IOException {
    PackedSource packed = PackedSource.open(file);
    if (packed.size() != source.size() || Footer.read(packed, salt) == null) {
      throw new IOException(file.name() + " does not hold what was written to it");
    }
    file.close();
    disk.rename(SegmentName.unfinished(number), SegmentName.packed(number));
    return PackedSource.open(disk.open(SegmentName.packed(number)));
  }

  void abandon() throws IOException {
    file.close();
    disk.delete(SegmentName.unfinished(number));
  }
}
