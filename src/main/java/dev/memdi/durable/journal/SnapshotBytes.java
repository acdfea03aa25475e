package dev.memdi.durable.journal;

import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads and writes in pieces: a channel copies what it is given whole, outside of the heap. */
final class SnapshotBytes {
  private static final int PIECE = 1 << 20;

  private SnapshotBytes() {}

  static void write(DiskFile file, ByteBuffer bytes, long position) throws IOException {
    int length = bytes.remaining();
    for (int at = 0; at < length; at += PIECE) {
      file.write(bytes.slice(at, Math.min(PIECE, length - at)), position + at);
    }
  }

  /** Fills the array; false if the file ends before. */
  static boolean read(DiskFile file, byte[] into, long position) throws IOException {
    for (int at = 0; at < into.length; at += PIECE) {
      int count = Math.min(PIECE, into.length - at);
      if (file.read(ByteBuffer.wrap(into, at, count).slice(), position + at) < count) {
        return false;
      }
    }
    return true;
  }
}
