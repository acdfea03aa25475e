package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.journal.Request.Change;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;

/**
 * The journal of all persistence ids of a node. What waits is written together and forced once;
 * what comes meanwhile waits for the next turn. Belongs to one thread at a time.
 */
final class SegmentedLog {
  /** Sizes in bytes. */
  record Limits(long segmentBytes, long unforcedBytes) {}

  private final Disk disk;
  private final Consumer<String> warnings;
  private final SegmentFiles files;
  private final Admission admission;
  private final Enquiries enquiries;
  private final Appender appender;
  private final ColdSegments coldSegments;
  private final Queues queues = new Queues();

  private Catalog catalog = new Catalog();
  private boolean opened;
  private boolean busy;
  private boolean closed;
  private List<Damage> damages = List.of();

  SegmentedLog(
      Disk disk,
      Limits limits,
      LongSupplier salts,
      Turns turns,
      Consumer<String> warnings,
      Consumer<Segment> cold) {
    this.disk = disk;
    this.warnings = warnings;
    this.files = new SegmentFiles(disk, turns, salts, limits.segmentBytes());
    this.admission = new Admission(() -> catalog);
    this.enquiries = new Enquiries(() -> catalog, admission, warnings);
    this.appender = new Appender(files, limits, () -> catalog, admission);
    this.coldSegments = new ColdSegments(disk, files, warnings, cold);
  }

  /** Takes a request, for the next {@link #turn}. */
  void submit(Request request) {
    queues.add(request);
  }

  /** Whether something was confirmed that is not forced yet. */
  boolean hasUnforced() {
    return appender.unforcedBytes() > 0;
  }

  Catalog catalog() {
    return catalog;
  }

  /** What was found damaged when the log was opened. */
  List<Damage> damages() {
    return damages;
  }

  /** Works on all that waits; does nothing while an earlier turn is under way. */
  void turn() {
    if (busy || queues.nothingWaits()) {
      return;
    }
    busy = true;
    if (closed) {
      fail(new IOException("the journal is closed"));
    } else if (opened) {
      begin();
    } else {
      Reopening.open(disk, files, warnings, this::opened, this::fail);
    }
  }

  // ---- opening ----------------------------------------------------------------------------------

  private void opened(Opening opening) {
    catalog = opening.catalog();
    damages = opening.damages();
    opened = true;
    reclaim();
    catalog.segments().forEach(coldSegments::offer);
    begin();
  }

  // ---- a turn -----------------------------------------------------------------------------------

  private void begin() {
    queues.begin();
    proceed();
  }

  private void proceed() {
    SegmentFiles.step(
        this::fail,
        () -> {
          for (Request request = queues.peek(); request != null; request = queues.peek()) {
            if (request instanceof Change && appender.isBroken()) {
              appender.mend(this::proceed, this::fail);
              return;
            }
            long needed = admission.needed(request);
            if (needed > 0 && !appender.hasRoomFor(needed)) {
              appender.roll(needed, this::forced, coldSegments::offer, this::proceed, this::fail);
              return;
            }
            queues.remove();
            if (request instanceof Request.Swap swap) {
              coldSegments.swap(swap, catalog, this::proceed);
              return;
            }
            if (take(request)) {
              queues.settling().add(request);
            }
          }
          finish();
        });
  }

  /** Whether it is still to be settled. */
  private boolean take(Request request) throws IOException {
    return switch (request) {
      case Request.Write write -> appender.write(write);
      case Request.Delete delete -> appender.delete(delete);
      case Request.Drop drop -> {
        appender.carry(drop.segment());
        yield true;
      }
      case Request.Release release -> {
        enquiries.release(release.plan());
        yield false;
      }
      case Request.Force _, Request.Highest _, Request.Plan _, Request.Swap _ -> true;
    };
  }

  private void finish() throws IOException {
    ActiveSegment written = appender.active();
    if (written == null) {
      forced(); // of nothing
      settle();
      return;
    }
    written.write();
    appender.confirmWhatMayWait(queues.settling());
    if (!appender.mustForce(queues.settling())) {
      settle();
      return;
    }
    long end = written.end();
    files.after(
        written.file().force(),
        this::fail,
        () -> {
          written.forcedUpTo(end);
          forced();
          settle();
        });
  }

  /** Everything that was appended is durable. */
  private void forced() throws IOException {
    appender.forced();
    boolean deleted = false;
    for (Request request : queues.settling()) {
      switch (request) {
        case Request.Write write -> write.answer().succeed(Done.done());
        case Request.Delete delete -> {
          deleted = true;
          delete.answer().succeed(Done.done());
        }
        case Request.Drop drop -> remove(drop.segment());
        default -> {}
      }
    }
    queues.settling().removeIf(Change.class::isInstance);
    if (deleted) {
      reclaim();
    }
  }

  private void settle() throws IOException {
    queues.settling().forEach(enquiries::answer);
    queues.settling().clear();
    if (queues.nothingWaits()) {
      appender.mark();
    }
    busy = false;
    turn();
  }

  /** Of several, the next one is dropped after this one. */
  private void reclaim() {
    admission.dropNext().ifPresent(segment -> queues.add(new Request.Drop(segment)));
  }

  private void remove(Segment segment) throws IOException {
    // If the deletion does not last, the next start finds the segment dead and drops it again.
    catalog.remove(segment);
    disk.delete(segment.source().name());
    reclaim();
  }

  // ---- failing ----------------------------------------------------------------------------------

  /** Fails all changes that wait; nothing that was not forced is kept. */
  private void fail(Throwable why) {
    Queues.Failing requests = queues.drain(opened);
    for (Request change : requests.failed()) {
      if (change instanceof Request.Write write) {
        write.events().forEach(events -> catalog.sever(events.id()));
      }
    }
    boolean trusted = appender.active() == null;
    if (appender.breakOff()) {
      warnings.accept("what was confirmed before it was forced is lost: " + why);
    }
    if (trusted) {
      failed(requests, why);
      return;
    }
    appender.mend(
        () -> failed(requests, why),
        again -> {
          // A disk may throw the same object again, which can't suppress itself.
          why.addSuppressed(new IOException(again.getMessage(), again));
          failed(requests, why);
        });
  }

  private void failed(Queues.Failing requests, Throwable why) {
    var failure = new IOException(text(why), why);
    warnings.accept(text(why));
    Queues.fail(requests.failed(), failure);
    queues.addAll(requests.others());
    busy = false;
    turn();
  }

  private String text(Throwable why) {
    String doubt =
        appender.isBroken()
            ? "; what it was can't be cut off yet, and may be found after a restart"
            : "";
    return "can't write to the journal in " + disk.place() + ": " + why.getMessage() + doubt;
  }

  // ---- closing ----------------------------------------------------------------------------------

  /** Forces and seals what is open, and closes all files. */
  void close() {
    ActiveSegment last = appender.active();
    closed = true;
    if (busy || last == null) {
      closeFiles();
      return;
    }
    busy = true;
    files.seal(
        last,
        this::forced,
        this::closeFiles,
        failure -> {
          warnings.accept("can't seal the journal in " + disk.place() + ": " + failure);
          closeFiles();
        });
  }

  private void closeFiles() {
    abandon(new IOException("the journal is closed"));
  }

  /** Gives up at once: what was asked and what will be asked fails. */
  void abandon(Throwable why) {
    closed = true;
    busy = false;
    SegmentFiles.step(
        failure -> warnings.accept("can't close the journal in " + disk.place() + ": " + failure),
        catalog::close);
    queues.failAll(why);
  }
}
