package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** Appends to the segment that is written to, and begins the next one when that is full. */
final class Appender {
  private final SegmentFiles files;
  private final SegmentedLog.Limits limits;
  private final Supplier<Catalog> catalog;
  private final Admission admission;
  private final List<Head> states = new ArrayList<>();

  private @Nullable ActiveSegment active;
  // not trusted any more, and still to be cut
  private @Nullable ActiveSegment broken;
  private long unforcedBytes;
  private long markedUpTo;

  Appender(
      SegmentFiles files,
      SegmentedLog.Limits limits,
      Supplier<Catalog> catalog,
      Admission admission) {
    this.files = files;
    this.limits = limits;
    this.catalog = catalog;
    this.admission = admission;
  }

  @Nullable ActiveSegment active() {
    return active;
  }

  boolean isBroken() {
    return broken != null;
  }

  boolean hasRoomFor(long bytes) {
    return active != null && active.hasRoomFor(bytes);
  }

  /** What was confirmed and is not forced yet. */
  long unforcedBytes() {
    return unforcedBytes;
  }

  /** Whether the events were appended; if not, that was answered. */
  boolean write(Request.Write write) throws IOException {
    IOException refusal = admission.refusal(write);
    ActiveSegment to = active;
    if (refusal != null || to == null) {
      write.events().forEach(events -> catalog.get().sever(events.id()));
      write.answer().fail(refusal == null ? new IOException("no segment") : refusal);
      return false;
    }
    for (EncodedEvents events : write.events()) {
      Head head = to.append(events, catalog.get().highest(events.id()));
      catalog.get().append(to.segment(), to.index(), head);
    }
    return true;
  }

  /** Whether the deletion was noted; if not, that was answered. */
  boolean delete(Request.Delete delete) {
    IOException refusal = admission.refusal(delete);
    if (refusal != null || active == null) {
      delete.answer().fail(refusal == null ? new IOException("no segment") : refusal);
      return false;
    }
    long highest = catalog.get().highest(delete.id());
    long to = Math.min(delete.to(), highest);
    boolean damaged = catalog.get().damage(delete.id()) != null;
    if (damaged || to > catalog.get().deletedTo(delete.id())) {
      states.add(active.appendState(delete.id(), highest, to));
    }
    return true;
  }

  /** Confirms the writes that may be forced later. */
  void confirmWhatMayWait(List<Request> settling) {
    settling.removeIf(request -> {
      if (request instanceof Request.Write write && write.mayWait()) {
        unforcedBytes += write.bytes();
        write.answer().succeed(Done.done());
        return true;
      }
      return false;
    });
  }

  /** Whether these can't be settled before what was appended is forced. */
  boolean mustForce(List<Request> settling) {
    return unforcedBytes > limits.unforcedBytes()
        || settling.stream()
            .anyMatch(request ->
                request instanceof Request.Write
                    || request instanceof Request.Delete
                    || request instanceof Request.Drop
                    || (request instanceof Request.Force && unforcedBytes > 0));
  }

  /** Notes what the segment to be dropped alone knows. */
  void carry(Segment dropped) {
    for (String id : catalog.get().toCarry(dropped)) {
      if (active != null) {
        states.add(active.appendState(id, catalog.get().highest(id), catalog.get().deletedTo(id)));
      }
    }
  }

  /** Seals the segment that is full, if there is one, and begins another. */
  void roll(
      long needed,
      SegmentFiles.Step forced,
      Consumer<Segment> cold,
      SegmentFiles.Step next,
      SegmentFiles.Failed failed) {
    ActiveSegment full = active;
    if (full == null) {
      begin(needed, next, failed);
      return;
    }
    files.seal(
        full,
        forced,
        () -> {
          active = null;
          cold.accept(full.segment());
          begin(needed, next, failed);
        },
        failed);
  }

  private void begin(long needed, SegmentFiles.Step next, SegmentFiles.Failed failed) {
    files.begin(
        needed,
        begun -> {
          active = begun;
          markedUpTo = begun.forced();
          catalog.get().begin(begun.segment());
          SegmentFiles.step(failed, next);
        },
        failed);
  }

  /** Everything that was appended is durable. */
  void forced() {
    unforcedBytes = 0;
    ActiveSegment holder = active;
    if (holder != null) {
      states.forEach(head -> catalog.get().append(holder.segment(), holder.index(), head));
    }
    states.clear();
  }

  /**
   * With nothing else to do, notes that everything was forced, without forcing that: so that damage
   * to what was forced last is told from a write that a crash cut short.
   */
  void mark() throws IOException {
    if (active != null && active.forced() == active.end() && active.forced() > markedUpTo) {
      active.appendForced();
      active.write();
      markedUpTo = active.end();
    }
  }

  /**
   * After a failure: forgets what was not forced, and trusts the segment no more.
   *
   * @return whether something is lost that was confirmed
   */
  boolean breakOff() {
    states.clear();
    boolean lost = false;
    if (active != null) {
      broken = active;
      active = null;
      lost = unforcedBytes > 0;
      unforcedBytes = 0;
      catalog.get().cut(broken.segment(), broken.index(), broken.forced());
    }
    return lost;
  }

  /** Cuts the segment that is not trusted, if there is one. */
  void mend(SegmentFiles.Step next, SegmentFiles.Failed failed) {
    ActiveSegment mended = broken;
    if (mended == null) {
      SegmentFiles.step(failed, next);
      return;
    }
    files.mend(
        mended,
        () -> {
          broken = null;
          next.go();
        },
        failed);
  }
}
