package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The index of a sealed segment, as the last record of its file, and a trailer that says where that
 * record begins. A file without an intact one is read from beginning to end instead.
 *
 * @param dataEnd where the records end and the index begins
 * @param summaries by persistence id
 */
record Footer(long dataEnd, Map<String, Summary> summaries) {
  static final int TRAILER = 16;

  private static final int MAGIC = 0x4A6E6C45; // "JnlE"

  /** The bytes of a segment from {@code dataEnd} on. */
  static ByteWriter encode(long salt, long dataEnd, SegmentIndex index) {
    ByteWriter body = body(index);
    int bodyCrc = Frames.crc(body.array(), 0, body.size());
    var out = new ByteWriter(body.size() + 64);
    Frames.putHead(
        out, salt, new Head(Kind.INDEX, dataEnd, 0, body.size(), bodyCrc, dataEnd, "", 0, 0, 0));
    out.putRaw(body.array(), 0, body.size());
    pad(out);
    out.putLong(dataEnd);
    out.putInt(trailerCrc(salt, dataEnd));
    out.putInt(MAGIC);
    return out;
  }

  static void pad(ByteWriter out) {
    while (out.size() % Frames.ALIGNMENT != 0) {
      out.putByte(0);
    }
  }

  private static ByteWriter body(SegmentIndex index) {
    var directory = new ByteWriter();
    var blocks = new ByteWriter();
    directory.putVarint(index.runs().size());
    index
        .runs()
        .forEach((id, run) -> {
          int start = blocks.size();
          run.entries.write(blocks);
          int length = blocks.size() - start;
          int crc = Frames.crc(blocks.array(), start, length);
          put(directory, id, run.summary(new Summary.Block(0, length, crc)));
        });
    var body = new ByteWriter(4 + directory.size() + blocks.size());
    body.putInt(directory.size());
    body.putRaw(directory.array(), 0, directory.size());
    body.putRaw(blocks.array(), 0, blocks.size());
    return body;
  }

  private static void put(ByteWriter out, String id, Summary summary) {
    out.putText(id);
    out.putVarint(summary.records());
    out.putVarint(summary.previous());
    out.putVarint(summary.first());
    out.putVarint(summary.last());
    out.putVarint(summary.highest());
    out.putVarint(summary.deletedTo());
    out.putVarint(summary.lastOffset());
    out.putVarint(summary.block().length());
    out.putInt(summary.block().crc());
  }

  /** Where the index of a file begins according to its trailer; -1 if that is not intact. */
  static long dataEnd(Source source, long salt) throws IOException {
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER);
    long at = source.size() - TRAILER;
    if (at < SegmentHeader.BYTES || source.read(trailer, at) < TRAILER) {
      return -1;
    }
    long dataEnd = trailer.getLong(0);
    boolean intact = trailer.getInt(12) == MAGIC && trailer.getInt(8) == trailerCrc(salt, dataEnd);
    return intact && dataEnd >= SegmentHeader.BYTES && dataEnd <= at ? dataEnd : -1;
  }

  /** The index of a file, or null if it has none that is intact. */
  static @Nullable Footer read(Source source, long salt) throws IOException {
    long dataEnd = dataEnd(source, salt);
    if (dataEnd < 0) {
      return null;
    }
    var window = new Window(source, salt);
    Head head = window.head(dataEnd);
    byte[] body = head == null || head.kind() != Kind.INDEX ? null : window.body(head);
    if (head == null || body == null) {
      return null;
    }
    try {
      return new Footer(dataEnd, summaries(body, head.bodyOffset()));
    } catch (MalformedBytesException e) {
      return null;
    }
  }

  private static Map<String, Summary> summaries(byte[] body, long bodyOffset) {
    int length = new ByteReader(body, 0, body.length).takeInt();
    if (length < 0 || length > body.length - Integer.BYTES) {
      throw new MalformedBytesException("a directory of " + length + " bytes");
    }
    var in = new ByteReader(body, Integer.BYTES, length);
    int count = in.takeCount("persistence ids");
    Map<String, Summary> summaries = LinkedHashMap.newLinkedHashMap(count);
    long block = bodyOffset + Integer.BYTES + length;
    for (int i = 0; i < count; i++) {
      String id = in.takeText();
      Summary summary = take(in, block);
      summaries.put(id, summary);
      block += summary.block().length();
    }
    in.expectEnd();
    return summaries;
  }

  private static Summary take(ByteReader in, long block) {
    return new Summary(
        (int) in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint(),
        new Summary.Block(block, (int) in.takeVarint(), in.takeInt()));
  }

  /** The entries that a summary points to, or null if they are damaged. */
  static @Nullable Entries entries(Source source, Summary.Block block) throws IOException {
    byte[] bytes = new byte[block.length()];
    if (source.read(ByteBuffer.wrap(bytes), block.offset()) < bytes.length
        || Frames.crc(bytes, 0, bytes.length) != block.crc()) {
      return null;
    }
    return Entries.read(new ByteReader(bytes, 0, bytes.length));
  }

  private static int trailerCrc(long salt, long dataEnd) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(salt).putLong(dataEnd).flip());
    return (int) crc.getValue();
  }
}
