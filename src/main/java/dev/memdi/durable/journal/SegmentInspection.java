package dev.memdi.durable.journal;

import dev.memdi.api.codec.MalformedBytesException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks at one segment; see {@link Inspection}. */
final class SegmentInspection {
  private final Source source;
  private final boolean packed;
  private final boolean mayBeOpen;
  private final boolean contents;
  private final Continuity continuity;
  private final Consumer<Finding> listener;

  /**
   * @param mayBeOpen whether it may be the one that is written to, or was when a node stopped
   */
  SegmentInspection(
      Source source,
      boolean packed,
      boolean mayBeOpen,
      boolean contents,
      Continuity continuity,
      Consumer<Finding> listener) {
    this.source = source;
    this.packed = packed;
    this.mayBeOpen = mayBeOpen;
    this.contents = contents;
    this.continuity = continuity;
    this.listener = listener;
  }

  /** What a scan says: where the segment ends for good, and what is wrong before. */
  private record View(boolean sealed, boolean open, SegmentScan scan, long cut) {
    List<Head> heads() {
      return scan.heads().stream()
          .filter(head -> head.offset() < cut && head.kind() != Kind.INDEX)
          .toList();
    }

    List<SegmentScan.Bad> bad() {
      return scan.bad().stream().filter(bad -> bad.from() < cut).toList();
    }

    boolean endsInUnfinished() {
      return scan.end() > cut || scan.bad().stream().anyMatch(bad -> bad.from() >= cut);
    }
  }

  void inspect(long number) throws IOException {
    SegmentHeader header = SegmentHeader.read(source);
    if (header == null) {
      if (!packed && Opening.isBlank(source)) {
        unfinished(0, "nothing was written to it yet: the next start deletes it");
      } else {
        wrong(0, "neither copy of the header is intact");
      }
      return;
    }
    if (header.number() != number) {
      wrong(0, "it was written as number " + header.number());
      return;
    }
    View view = look(header.salt());
    listener.accept(
        new Finding.Segment(
            source.name(), source.size(), packed, view.sealed(), view.heads().size()));
    Set<Long> bad = view.bad().stream().map(SegmentScan.Bad::from).collect(Collectors.toSet());
    Window window = new Window(source, header.salt());
    for (Head head : view.heads()) {
      continuity.add(source.name(), head);
      tell(head, window, bad.contains(head.offset()));
    }
    confirmed(view, header.salt()).forEach(this::wrong);
    if (view.endsInUnfinished()) {
      unfinished(view.cut(), "being written, or cut short by a crash: the next start cuts it off");
    }
  }

  private View look(long salt) throws IOException {
    Footer footer = Footer.read(source, salt);
    long trailer = Footer.dataEnd(source, salt);
    if (trailer >= 0 && footer == null) {
      wrong(trailer, "the index does not fit its checksum");
    }
    boolean open = mayBeOpen && trailer < 0;
    long end = trailer < 0 ? source.size() : trailer;
    SegmentScan scan = SegmentScan.of(source, salt, SegmentHeader.BYTES, end, open);
    long cut = open ? Opening.dataEnd(scan, scan.cut()) : Long.MAX_VALUE;
    return new View(footer != null, open, scan, cut);
  }

  /**
   * What is bad at a second look, too, where somebody may be writing: a record that was read while
   * it was written is whole by now.
   */
  private List<SegmentScan.Bad> confirmed(View first, long salt) throws IOException {
    if (first.bad().isEmpty() || !first.open()) {
      return first.bad();
    }
    Set<Long> again =
        look(salt).bad().stream().map(SegmentScan.Bad::from).collect(Collectors.toSet());
    return first.bad().stream().filter(bad -> again.contains(bad.from())).toList();
  }

  private void tell(Head head, Window window, boolean damaged) throws IOException {
    String file = source.name();
    switch (head.kind()) {
      case EVENTS ->
          listener.accept(
              new Finding.Events(
                  file,
                  head.offset(),
                  head.id(),
                  head.first(),
                  head.last(),
                  head.bodyLength(),
                  contents && !damaged ? events(head, window) : List.of()));
      case STATE ->
          listener.accept(
              new Finding.State(file, head.offset(), head.id(), head.last(), head.previous()));
      case FORCED -> listener.accept(new Finding.Mark(file, head.offset(), head.forcedUpTo()));
      case INDEX -> {}
    }
  }

  private List<StoredEvent> events(Head head, Window window) throws IOException {
    byte[] body = window.body(head);
    if (body == null) {
      return List.of(); // cut off meanwhile
    }
    try {
      return StoredEvent.readAll(body);
    } catch (MalformedBytesException e) {
      wrong(head.offset(), "intact, but no events, of %s: %s".formatted(head.id(), e.getMessage()));
      return List.of();
    }
  }

  private void wrong(SegmentScan.Bad bad) {
    Head head = bad.head();
    String whose = head == null ? "" : ", of " + head.id();
    String range = head == null ? " in %d bytes".formatted(bad.to() - bad.from()) : "";
    wrong(bad.from(), bad.what() + range + whose);
  }

  private void wrong(long offset, String what) {
    listener.accept(new Finding.Wrong(new Damage(source.name(), offset, what)));
  }

  private void unfinished(long offset, String what) {
    listener.accept(new Finding.Unfinished(new Damage(source.name(), offset, what)));
  }
}
