package dev.memdi.durable.journal;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot's file from its beginning to its end and checks all that there is to check, one
 * frame in memory at a time. It remembers where each chunk is.
 */
final class SnapshotReader {
  private final DiskFile file;
  private final boolean unpacking;
  private final long size;
  private final CRC32C all = new CRC32C();
  private long position;
  private int frames;
  private @Nullable SnapshotAbout about;
  private @Nullable Bytes head;
  private long[] chunkAt = new long[16];
  private int chunks;
  private long chunkBytes;
  private boolean ended;

  /**
   * @param unpacking whether chunks are unpacked, too, to see that they can be; their checksums are
   *     looked at in any case
   */
  SnapshotReader(DiskFile file, boolean unpacking) throws IOException {
    this.file = file;
    this.unpacking = unpacking;
    this.size = file.size();
  }

  /** Reads some more; false when the whole file has been read and nothing is wrong with it. */
  boolean readOn() throws IOException {
    if (position == 0) {
      prefix();
    } else if (!ended) {
      frame();
    } else if (position == size) {
      return false;
    } else {
      throw damaged(position, (size - position) + " bytes too many behind the end");
    }
    return true;
  }

  long position() {
    return position;
  }

  long size() {
    return size;
  }

  /** What was read. Not before all of it was. */
  SnapshotAbout.WithHead snapshot() {
    if (about == null || head == null || !ended) {
      throw new IllegalStateException("not read to the end: " + file.name());
    }
    return new SnapshotAbout.WithHead(about, head);
  }

  /** Where each chunk's frame begins. */
  long[] chunkOffsets() {
    return Arrays.copyOf(chunkAt, chunks);
  }

  /** The content of a chunk whose frame begins there. */
  static byte[] chunk(DiskFile file, int number, long offset) throws IOException {
    SnapshotReader reader = new SnapshotReader(file, true);
    reader.position = offset;
    reader.frames = number + 2; // about and head come first
    byte[] frame = reader.next();
    var header = SnapshotFrame.Header.read(ByteBuffer.wrap(frame));
    if (header.kind() != SnapshotFrame.KIND_CHUNK) {
      throw reader.damaged(offset, "no chunk, but a piece of kind " + header.kind());
    }
    return reader.content(header, frame);
  }

  private void prefix() throws IOException {
    byte[] bytes = new byte[SnapshotWriter.PREFIX];
    if (!SnapshotBytes.read(file, bytes, 0)) {
      throw damaged(0, "cut short: it has " + size + " bytes");
    }
    ByteBuffer prefix = ByteBuffer.wrap(bytes);
    if (prefix.getLong() != SnapshotWriter.MAGIC) {
      throw damaged(0, "it does not begin as a snapshot does");
    }
    int version = prefix.getInt();
    if (version != SnapshotWriter.VERSION) {
      throw damaged(
          Long.BYTES,
          "its format has version %d, and this memdi reads version %d"
              .formatted(version, SnapshotWriter.VERSION));
    }
    all.update(bytes);
    position = bytes.length;
  }

  private void frame() throws IOException {
    long at = position;
    byte[] frame = next();
    var header = SnapshotFrame.Header.read(ByteBuffer.wrap(frame));
    try {
      switch (header.kind()) {
        case SnapshotFrame.KIND_ABOUT -> {
          expect(frames == 0, at, header);
          about = SnapshotAbout.decode(content(header, frame));
          expectName(at, about);
        }
        case SnapshotFrame.KIND_HEAD -> {
          expect(frames == 1, at, header);
          head = Bytes.wrap(content(header, frame));
        }
        case SnapshotFrame.KIND_CHUNK -> {
          expect(frames > 1, at, header);
          chunkBytes += unpacking ? content(header, frame).length : header.plain();
          remember(at);
        }
        case SnapshotFrame.KIND_END -> {
          expect(frames > 1, at, header);
          end(at, new ByteReader(Bytes.wrap(content(header, frame))));
        }
        default -> throw damaged(at, "a piece of an unknown kind, " + header.kind());
      }
    } catch (MalformedBytesException e) {
      throw damaged(at, String.valueOf(e.getMessage()));
    }
    all.update(frame);
    position += frame.length;
    frames++;
  }

  /** The whole frame at the position, with nothing wrong in it. */
  private byte[] next() throws IOException {
    byte[] start = new byte[SnapshotFrame.HEADER];
    if (!SnapshotBytes.read(file, start, position)) {
      throw damaged(position, "cut short: it has " + size + " bytes");
    }
    var header = SnapshotFrame.Header.read(ByteBuffer.wrap(start));
    boolean possible =
        header.stored() >= 0
            && header.plain() >= 0
            && header.stored() <= header.plain()
            && header.plain() <= SnapshotFrame.LARGEST;
    if (!possible || header.length() > size - position) {
      throw damaged(
          position,
          "a piece of %d bytes, stored as %d, where %d bytes are left"
              .formatted(header.plain(), header.stored(), size - position));
    }
    byte[] frame = new byte[(int) header.length()];
    if (!SnapshotBytes.read(file, frame, position)) {
      throw damaged(position, "cut short while it was read");
    }
    String flaw =
        SnapshotFrame.flaw(SnapshotFrame.Header.read(ByteBuffer.wrap(frame)), frame, frames);
    if (!flaw.isEmpty()) {
      throw damaged(position, flaw);
    }
    return frame;
  }

  private byte[] content(SnapshotFrame.Header header, byte[] frame) {
    byte[] content = SnapshotFrame.content(header, frame);
    if (content == null) {
      throw damaged(position, "its compressed bytes can't be unpacked");
    }
    return content;
  }

  private void expect(boolean inPlace, long at, SnapshotFrame.Header header) {
    if (!inPlace) {
      throw damaged(at, "a piece of kind " + header.kind() + " as number " + header.number());
    }
  }

  /** A file under another's name would be another's snapshot. */
  private void expectName(long at, SnapshotAbout found) {
    String name = found.name().file();
    String actual = file.name();
    if (!actual.equals(name) && !actual.equals(name + SnapshotName.UNFINISHED)) {
      throw damaged(at, "it is the snapshot " + name);
    }
  }

  private void end(long at, ByteReader in) {
    int counted = in.takeInt();
    long bytes = in.takeLong();
    int checksum = in.takeInt();
    in.expectEnd();
    int announced = about == null ? 0 : about.chunks().orElse(0);
    if (counted != chunks || announced != chunks || bytes != chunkBytes) {
      throw damaged(
          at,
          "%d chunks of %d bytes, of %d and %d bytes that were written"
              .formatted(chunks, chunkBytes, counted, bytes));
    }
    if (checksum != (int) all.getValue()) {
      throw damaged(at, "the checksum of the whole is wrong");
    }
    ended = true;
  }

  private void remember(long offset) {
    if (chunks == chunkAt.length) {
      chunkAt = Arrays.copyOf(chunkAt, 2 * chunks);
    }
    chunkAt[chunks++] = offset;
  }

  private SnapshotDamagedException damaged(long offset, String what) {
    return new SnapshotDamagedException(file.name(), offset, what);
  }
}
