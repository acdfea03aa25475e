package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.api.codec.OutcomeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Puts an {@link Image} together from its chunks, which come in order. A chunk that is damaged, out
 * of its turn or of another image is rejected with a {@link MalformedBytesException} and changes
 * nothing: the right one may follow.
 */
public final class ImageAssembler {
  private final int shard;
  private final List<Image.Row> sessions = new ArrayList<>();
  private final SlotTree entries = new SlotTree();
  private @Nullable Bytes lastKey;
  private @Nullable Header first;
  private int next;

  private record Header(int shard, long index, long stamp, int chunkBytes, int of) {}

  /** For an image of that shard and no other. */
  public ImageAssembler(int shard) {
    this.shard = shard;
  }

  /** The number of the chunk that is wanted next. */
  public int next() {
    return next;
  }

  /** Whether every chunk has come. */
  public boolean isComplete() {
    return first != null && next == first.of;
  }

  public void add(Bytes chunk) {
    ByteReader in = checked(chunk);
    Header header = header(in);
    // All of it is read before any of it counts.
    List<Image.Row> newSessions = new ArrayList<>();
    List<Slot> newEntries = new ArrayList<>();
    while (in.remaining() > 0) {
      int tag = in.takeByte();
      if (tag == Image.ROW_KEY) {
        newEntries.add(slot(in));
      } else if (lastKey == null && newEntries.isEmpty()) {
        newSessions.add(session(tag, in));
      } else {
        throw new MalformedBytesException("no row of an image behind its keys has the tag " + tag);
      }
    }
    checkOrder(newSessions);
    Bytes last = checkOrder(newEntries, lastKey);

    sessions.addAll(newSessions);
    newEntries.forEach(entries::put);
    lastKey = last;
    first = header;
    next++;
  }

  public Image image() {
    if (first == null || !isComplete()) {
      throw new IllegalStateException("chunk " + next + " of the image has not come yet");
    }
    return new Image(shard, first.index, first.stamp, first.chunkBytes, sessions, entries.view());
  }

  /** Whether a chunk arrived as it was sent; says nothing of whether it is the one that is due. */
  public static boolean isSound(Bytes chunk) {
    try {
      checked(chunk);
      return true;
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private static ByteReader checked(Bytes chunk) {
    int length = chunk.length() - Integer.BYTES;
    if (length < 1) {
      throw new MalformedBytesException(
          "a chunk of %d bytes is too short to be one".formatted(chunk.length()));
    }
    int version = chunk.at(0) & 0xFF;
    if (version != Image.VERSION) {
      throw new MalformedBytesException(
          "a chunk of format version %d; this node reads version %d"
              .formatted(version, Image.VERSION));
    }
    CRC32C crc = new CRC32C();
    crc.update(chunk.array(), 0, length);
    if ((int) crc.getValue() != new ByteReader(chunk.array(), length, Integer.BYTES).takeInt()) {
      throw new MalformedBytesException("a damaged chunk: its checksum does not match");
    }
    return new ByteReader(chunk.array(), 1, length - 1);
  }

  private Header header(ByteReader in) {
    int ofShard = (int) in.takeUpTo(Integer.MAX_VALUE, "a shard");
    long index = in.takeUpTo(Long.MAX_VALUE, "an index");
    long stamp = in.takeSigned();
    int chunkBytes = (int) in.takeUpTo(Integer.MAX_VALUE, "a chunk's size");
    int number = (int) in.takeUpTo(Integer.MAX_VALUE, "a chunk's number");
    int of = (int) in.takeUpTo(Integer.MAX_VALUE, "a number of chunks");
    Header header = new Header(ofShard, index, stamp, chunkBytes, of);
    if (ofShard != shard) {
      throw new MalformedBytesException(
          "a chunk of shard %d; shard %d is being assembled".formatted(ofShard, shard));
    }
    if (chunkBytes < 1) {
      throw new MalformedBytesException("a chunk of an image in chunks of 0 bytes");
    }
    if (first != null && !header.equals(first)) {
      throw new MalformedBytesException(
          "a chunk of another image: %s instead of %s".formatted(header, first));
    }
    if (number != next || number >= of) {
      throw new MalformedBytesException(
          "chunk %d of %d came where %d was due".formatted(number, of, next));
    }
    return header;
  }

  private static Image.Row session(int tag, ByteReader in) {
    return switch (tag) {
      case Image.ROW_CLOSED -> new Image.Closed(in.takeLong());
      case Image.ROW_SESSION -> new Image.Session(in.takeLong(), in.takeSigned());
      case Image.ROW_KEPT -> new Image.Kept(in.takeSigned(), OutcomeCodec.read(in));
      default -> throw new MalformedBytesException("no row of an image has the tag " + tag);
    };
  }

  private static Slot slot(ByteReader in) {
    Bytes key = in.takeBytes();
    Bytes value = in.takeBytes();
    long revision = in.takeUpTo(Long.MAX_VALUE, "a revision");
    long deadline = in.takeBoolean() ? in.takeSigned() : Slot.NO_DEADLINE;
    return Slot.of(key, value, revision, deadline);
  }

  /** An outcome belongs to a session. */
  private void checkOrder(List<Image.Row> more) {
    Image.@Nullable Row previous = sessions.isEmpty() ? null : sessions.getLast();
    for (Image.Row row : more) {
      if (row instanceof Image.Kept && (previous == null || previous instanceof Image.Closed)) {
        throw new MalformedBytesException("an outcome without a session: " + row);
      }
      previous = row;
    }
  }

  /** Keys ascend; what fits in number but not in content is found here. Answers the last one. */
  private static @Nullable Bytes checkOrder(List<Slot> more, @Nullable Bytes before) {
    Bytes previous = before;
    for (Slot slot : more) {
      Bytes key = slot.key();
      if (previous != null && previous.compareTo(key) >= 0) {
        throw new MalformedBytesException(
            "keys of an image out of order: %s after %s".formatted(key, previous));
      }
      previous = key;
    }
    return previous;
  }
}
