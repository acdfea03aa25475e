package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a directory as some earlier life left it. Changes nothing that holds a record. */
final class Opening {
  /** The last segment, which was never sealed: it is to be cut, forced and sealed. */
  record Tail(Segment segment, DiskFile file, long forced, long cut, boolean damaged) {}

  /** The index of the last segment, which was sealed: whether it was forced is not known. */
  record Seal(DiskFile file, long from) {}

  private final Disk disk;
  private final Consumer<String> log;
  private final Catalog catalog = new Catalog();
  private final List<Damage> damages = new ArrayList<>();
  private @Nullable Tail tail;
  private @Nullable Seal seal;
  private long lastNumber;

  private Opening(Disk disk, Consumer<String> log) {
    this.disk = disk;
    this.log = log;
  }

  /** Reads the segments' indexes, and all of those without one. */
  static Opening read(Disk disk, Consumer<String> log) throws IOException {
    var opening = new Opening(disk, log);
    opening.readAll();
    return opening;
  }

  Catalog catalog() {
    return catalog;
  }

  @Nullable Tail tail() {
    return tail;
  }

  @Nullable Seal seal() {
    return seal;
  }

  /** The highest number that any segment has had. */
  long lastNumber() {
    return lastNumber;
  }

  List<Damage> damages() {
    return damages;
  }

  private void readAll() throws IOException {
    SortedMap<Long, String> names = names();
    List<Long> numbers = List.copyOf(names.keySet());
    try {
      for (long number : numbers) {
        lastNumber = number;
        open(number, names.get(number), number == names.lastKey());
      }
    } catch (IOException | RuntimeException e) {
      for (Segment segment : catalog.segments()) {
        segment.close();
      }
      throw e;
    }
    catalog.check();
  }

  /** The files by number; of what a crash left behind, nothing is of use. */
  private SortedMap<Long, String> names() throws IOException {
    SortedMap<Long, String> names = new TreeMap<>();
    for (String name : disk.list()) {
      if (SegmentName.isUnfinished(name)) {
        disk.delete(name);
      } else if (SegmentName.isSegment(name)) {
        String other = names.putIfAbsent(SegmentName.number(name), name);
        if (other != null) { // compressed, and the original not deleted yet: they are the same
          disk.delete(SegmentName.isPacked(name) ? name : other);
          names.put(SegmentName.number(name), SegmentName.isPacked(name) ? other : name);
        }
      }
    }
    return names;
  }

  private void open(long number, @Nullable String name, boolean last) throws IOException {
    if (name == null) {
      return;
    }
    DiskFile file = disk.open(name);
    Source source = SegmentName.isPacked(name) ? PackedSource.open(file) : new PlainSource(file);
    SegmentHeader header = SegmentHeader.read(source);
    if (header == null || header.number() != number) {
      withoutHeader(number, source);
      return;
    }
    Footer footer = Footer.read(source, header.salt());
    if (footer != null) {
      var segment = new Segment(header, source, footer);
      catalog.load(segment);
      if (last && !SegmentName.isPacked(name)) {
        seal = new Seal(file, segment.dataEnd());
      }
    } else {
      scan(header, file, source, last && !SegmentName.isPacked(name));
    }
  }

  private void withoutHeader(long number, Source source) throws IOException {
    boolean blank = isBlank(source);
    source.close();
    if (blank) {
      // It was being made when the node stopped: its first record follows on a forced header.
      disk.delete(source.name());
    } else {
      hole(number, new Damage(source.name(), 0, "neither copy of the header is intact"));
    }
  }

  /** Whether nothing stands behind the header. */
  static boolean isBlank(Source source) throws IOException {
    var window = new Window(source, 0);
    for (long at = SegmentHeader.BYTES; at < source.size(); at += Frames.ALIGNMENT) {
      if (!window.isZero(at)) {
        return false;
      }
    }
    return true;
  }

  private void scan(SegmentHeader header, DiskFile file, Source source, boolean mayBeOpen)
      throws IOException {
    long trailer = Footer.dataEnd(source, header.salt());
    long to = trailer < 0 ? source.size() : trailer;
    // A trailer follows only on records that have been forced.
    boolean last = mayBeOpen && trailer < 0;
    SegmentScan scan = SegmentScan.of(source, header.salt(), SegmentHeader.BYTES, to, last);
    // Only the last segment may have been written to when the node stopped.
    long cut = last ? dataEnd(scan, scan.cut()) : dataEnd(scan, scan.end());
    if (last && scan.heads().isEmpty() && cut == SegmentHeader.BYTES) {
      if (!scan.bad().isEmpty()) {
        log.accept("the first records of " + source.name() + " were never forced: it is deleted");
      }
      source.close();
      disk.delete(source.name());
      return;
    }
    var index = new SegmentIndex();
    scan.heads().stream().filter(head -> head.offset() < cut).forEach(index::add);
    var segment = new Segment(header, source, index, cut);
    boolean damaged = false;
    for (SegmentScan.Bad bad : scan.bad()) {
      if (bad.from() < cut) {
        damaged = true;
        report(header.number(), source.name(), bad);
      }
    }
    if (damaged) {
      segment.setDamaged();
    }
    catalog.load(segment);
    if (last) {
      if (scan.end() > cut || scan.bad().stream().anyMatch(bad -> bad.from() >= cut)) {
        log.accept(
            "%s ends in what was never forced: cut at byte %d".formatted(source.name(), cut));
      }
      tail =
          new Tail(segment, file, Math.max(scan.forcedUpTo(), SegmentHeader.BYTES), cut, damaged);
    }
  }

  /** An index that follows on the records is no part of them: it is written anew. */
  static long dataEnd(SegmentScan scan, long end) {
    return scan.heads().stream()
        .filter(head -> head.kind() == Kind.INDEX && head.offset() < end)
        .mapToLong(Head::offset)
        .findFirst()
        .orElse(end);
  }

  private void report(long number, String name, SegmentScan.Bad bad) {
    Head head = bad.head();
    if (head == null) {
      hole(
          number,
          new Damage(
              name, bad.from(), "%s in %d bytes".formatted(bad.what(), bad.to() - bad.from())));
    } else {
      // Its index says whose it is: that one hears of it when it is replayed.
      damages.add(new Damage(name, bad.from(), bad.what()));
    }
  }

  private void hole(long number, Damage damage) {
    damages.add(damage);
    catalog.hole(number, damage);
  }

  /** Writes once more what may be in the system's cache only, as after a force that failed. */
  static void rewrite(Tail tail) throws IOException {
    rewrite(tail.file, tail.forced, tail.cut);
  }

  static void rewrite(DiskFile file, long from, long to) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(1 << 20);
    for (long at = from; at < to; at += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), to - at));
      file.read(piece, at);
      file.write(piece.flip(), at);
    }
  }
}
