package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteWriter;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is written to: gathers records, writes them in one go. */
final class ActiveSegment {
  private static final int GATHERED = 1 << 18;
  private static final byte[] ZEROS = new byte[Frames.ALIGNMENT];

  private final Segment segment;
  private final SegmentIndex index;
  private final DiskFile file;
  private final long capacity;
  private final ByteWriter gathered = new ByteWriter(1 << 12);
  private long gatheredAt;
  private long forced;

  ActiveSegment(
      Segment segment, SegmentIndex index, DiskFile file, long capacity, long end, long forced) {
    this.segment = segment;
    this.index = index;
    this.file = file;
    this.capacity = capacity;
    this.gatheredAt = end;
    this.forced = forced;
  }

  Segment segment() {
    return segment;
  }

  SegmentIndex index() {
    return index;
  }

  DiskFile file() {
    return file;
  }

  /** Where the next record begins. */
  long end() {
    return gatheredAt + gathered.size();
  }

  /** Before which everything is known to be forced. */
  long forced() {
    return forced;
  }

  void forcedUpTo(long place) {
    forced = place;
  }

  boolean hasRoomFor(long bytes) {
    return end() + bytes <= capacity;
  }

  /** Appends the events of one atomic write. */
  Head append(EncodedEvents events, long previous) throws IOException {
    var head =
        head(
            Kind.EVENTS,
            events.body().size(),
            events.crc(),
            events.id(),
            previous,
            events.first(),
            events.last());
    Head placed = put(head);
    if (gathered.size() + events.body().size() > GATHERED) {
      write();
      file.write(ByteBuffer.wrap(events.body().array(), 0, events.body().size()), gatheredAt);
      gatheredAt += events.body().size();
      gathered.putRaw(ZEROS, 0, (int) (Frames.aligned(gatheredAt) - gatheredAt));
    } else {
      gathered.putRaw(events.body().array(), 0, events.body().size());
      pad();
    }
    return placed;
  }

  Head appendState(String id, long highest, long deletedTo) {
    Head placed = put(head(Kind.STATE, 0, 0, id, deletedTo, highest, highest));
    pad();
    return placed;
  }

  /** Says that everything so far was forced, if nothing said so yet. */
  void appendForced() {
    put(head(Kind.FORCED, 0, 0, "", 0, 0, 0));
    pad();
  }

  private Head head(
      Kind kind, int bodyLength, int bodyCrc, String id, long previous, long first, long last) {
    return new Head(kind, end(), 0, bodyLength, bodyCrc, forced, id, previous, first, last);
  }

  private Head put(Head head) {
    int before = gathered.size();
    Frames.putHead(gathered, segment.salt(), head);
    int metaLength = gathered.size() - before - Frames.FIXED;
    return new Head(
        head.kind(),
        head.offset(),
        metaLength,
        head.bodyLength(),
        head.bodyCrc(),
        head.forcedUpTo(),
        head.id(),
        head.previous(),
        head.first(),
        head.last());
  }

  private void pad() {
    int over = (int) (Frames.aligned(end()) - end());
    gathered.putRaw(ZEROS, 0, over);
  }

  /** Hands what was gathered to the file. */
  void write() throws IOException {
    int size = gathered.size();
    if (size > 0) {
      file.write(ByteBuffer.wrap(gathered.array(), 0, size), gatheredAt);
      gathered.truncate(0);
      gatheredAt += size;
      segment.dataEnd(gatheredAt);
    }
  }

  /** Writes the index behind the records and cuts the file there; it is still to be forced. */
  void writeFooter() throws IOException {
    ByteWriter footer = Footer.encode(segment.salt(), end(), index);
    file.write(ByteBuffer.wrap(footer.array(), 0, footer.size()), end());
    file.truncate(end() + footer.size());
  }

  /** After the footer was forced. */
  void sealed() throws IOException {
    Footer footer = Footer.read(segment.source(), segment.salt());
    if (footer == null) {
      throw new IOException(file.name() + " does not hold the index that was just written to it");
    }
    segment.seal(footer);
  }
}
