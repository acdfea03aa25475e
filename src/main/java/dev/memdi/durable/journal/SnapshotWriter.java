package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteWriter;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes a snapshot's file from its beginning to its end, a chunk at a time:
 *
 * <pre>
 *   file = "memdisnp" | version 4 | about frame | head frame | chunk frames… | end frame
 *   end  = number of chunks | bytes of all chunks | CRC32C of everything before the end frame
 * </pre>
 */
final class SnapshotWriter {
  static final long MAGIC = 0x6D656D6469736E70L; // "memdisnp"
  static final int VERSION = 1;
  static final int PREFIX = 12;

  private final DiskFile file;
  private final int level;
  private final CRC32C all = new CRC32C();
  private long position;
  private int frames;
  private int chunks;
  private long chunkBytes;

  SnapshotWriter(DiskFile file, int level) {
    this.file = file;
    this.level = level;
  }

  void begin(SnapshotAbout.WithHead snapshot) throws IOException {
    append(ByteBuffer.allocate(PREFIX).putLong(MAGIC).putInt(VERSION).flip());
    // The time of day in it must not decide how long the file is.
    frame(SnapshotFrame.KIND_ABOUT, snapshot.about().encode(), 0);
    frame(SnapshotFrame.KIND_HEAD, snapshot.head().array(), level);
  }

  void chunk(byte[] chunk) throws IOException {
    frame(SnapshotFrame.KIND_CHUNK, chunk, level);
    chunks++;
    chunkBytes += chunk.length;
  }

  void end() throws IOException {
    ByteWriter end = new ByteWriter();
    end.putInt(chunks);
    end.putLong(chunkBytes);
    end.putInt((int) all.getValue());
    frame(SnapshotFrame.KIND_END, end.toBytes().array(), 0);
  }

  /** Bytes written so far. */
  long position() {
    return position;
  }

  private void frame(byte kind, byte[] content, int packing) throws IOException {
    append(SnapshotFrame.encode(kind, frames++, content, packing));
  }

  private void append(ByteBuffer bytes) throws IOException {
    all.update(bytes.duplicate());
    SnapshotBytes.write(file, bytes, position);
    position += bytes.limit();
  }
}
