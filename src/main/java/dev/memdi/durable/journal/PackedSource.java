package dev.memdi.durable.journal;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compressed segment, seen as the bytes that it was made of. A block that is damaged reads as
 * zeros: what was in it is missed by whoever looks for it, and by nobody else.
 */
final class PackedSource implements Source {
  /** What is compressed at a time: a record in it costs that much to read. */
  static final int BLOCK = 1 << 16;

  static final int BLOCK_HEAD = 32;
  private static final int MAGIC = 0x4A6E6C5A; // "JnlZ"
  private static final int CHECKED = 28;

  private record Block(
      long place, int length, long offset, int packedLength, int crc, long total) {}

  private final DiskFile file;
  private final List<Block> blocks;
  private final long size;
  private Block cached = new Block(-1, 0, 0, 0, 0, 0);
  private byte[] cachedBytes = new byte[0];

  private PackedSource(DiskFile file, List<Block> blocks) {
    this.file = file;
    this.blocks = blocks;
    // Each block knows how much there is, so that the last ones are missed if they are damaged.
    this.size = blocks.isEmpty() ? SegmentHeader.BYTES + BLOCK : blocks.getLast().total;
  }

  /** Reads the heads of the blocks; one that is damaged is stepped over to the next intact one. */
  static PackedSource open(DiskFile file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    long end = file.size();
    for (long at = SegmentHeader.BYTES; at < end; ) {
      Block block = block(file, at);
      if (block == null) {
        at += Frames.ALIGNMENT;
      } else {
        blocks.add(block);
        at = Frames.aligned(block.offset + block.packedLength);
      }
    }
    return new PackedSource(file, blocks);
  }

  private static @Nullable Block block(DiskFile file, long at) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(BLOCK_HEAD);
    if (file.read(head, at) < BLOCK_HEAD || head.getInt(0) != MAGIC) {
      return null;
    }
    int length = head.getInt(12);
    int packed = head.getInt(16);
    boolean intact =
        head.getInt(CHECKED) == Frames.crc(head.array(), 0, CHECKED)
            && length >= 0
            && length <= BLOCK
            && packed >= 0;
    return intact
        ? new Block(head.getLong(4), length, at + BLOCK_HEAD, packed, head.getInt(20), total(head))
        : null;
  }

  private static long total(ByteBuffer head) {
    return (head.getInt(24) & 0xFFFFFFFFL) * Frames.ALIGNMENT;
  }

  /**
   * A piece of a segment of that many bytes as a block of the compressed file; its length is a
   * multiple of 8.
   */
  static ByteBuffer pack(byte[] piece, int length, long place, long total) {
    byte[] raw = length == piece.length ? piece : Arrays.copyOf(piece, length);
    byte[] packed = Zstd.compress(raw);
    int whole = (int) Frames.aligned(BLOCK_HEAD + packed.length);
    ByteBuffer block = ByteBuffer.allocate(whole);
    block.putInt(MAGIC).putLong(place).putInt(length).putInt(packed.length);
    block.putInt(Frames.crc(packed, 0, packed.length));
    block.putInt((int) (total / Frames.ALIGNMENT));
    block.putInt(Frames.crc(block.array(), 0, CHECKED));
    return block.put(packed).clear();
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized int read(ByteBuffer into, long position) throws IOException {
    if (position < SegmentHeader.BYTES) {
      // the header is not compressed
      ByteBuffer head =
          into.slice(
              into.position(), (int) Math.min(into.remaining(), SegmentHeader.BYTES - position));
      int read = file.read(head, position);
      into.position(into.position() + read);
      return read + (into.hasRemaining() ? read(into, position + read) : 0);
    }
    int read = 0;
    while (into.hasRemaining() && position + read < size) {
      read += readPart(into, position + read);
    }
    return read;
  }

  private int readPart(ByteBuffer into, long at) throws IOException {
    int index = indexOf(at);
    Block block = index < 0 ? null : blocks.get(index);
    if (block != null && at < block.place + block.length) {
      load(block);
      int from = (int) (at - block.place);
      int count = Math.min(into.remaining(), block.length - from);
      into.put(cachedBytes, from, count);
      return count;
    }
    long next = index + 1 < blocks.size() ? blocks.get(index + 1).place : size;
    int count = (int) Math.min(into.remaining(), next - at);
    into.put(new byte[count]);
    return count;
  }

  /** The last block that begins at or before that place; -1 if there is none. */
  private int indexOf(long at) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (blocks.get(middle).place <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private void load(Block block) throws IOException {
    if (block.equals(cached)) {
      return;
    }
    byte[] packed = new byte[block.packedLength];
    file.read(ByteBuffer.wrap(packed), block.offset);
    byte[] bytes = new byte[block.length];
    if (Frames.crc(packed, 0, packed.length) == block.crc) {
      try {
        Zstd.decompress(bytes, packed);
      } catch (ZstdException e) {
        throw new IOException(file.name() + " can't be decompressed: " + e.getMessage(), e);
      }
    }
    cachedBytes = bytes;
    cached = block;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
