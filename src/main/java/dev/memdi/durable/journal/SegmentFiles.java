package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Begins, seals and mends segments: what takes more than one force. */
final class SegmentFiles {
  /** What is done when a step has failed. */
  interface Failed {
    void go(Throwable failure);
  }

  /** A step that may fail. */
  interface Step {
    void go() throws IOException;
  }

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Disk disk;
  private final Turns turns;
  private final LongSupplier salts;
  private final long segmentBytes;
  private long lastNumber;

  SegmentFiles(Disk disk, Turns turns, LongSupplier salts, long segmentBytes) {
    this.disk = disk;
    this.turns = turns;
    this.salts = salts;
    this.segmentBytes = segmentBytes;
  }

  void lastNumber(long number) {
    lastNumber = Math.max(lastNumber, number);
  }

  /** Makes a segment with room for that many bytes of records; its header and name are forced. */
  void begin(long bytes, Consumer<ActiveSegment> begun, Failed failed) {
    var header = header();
    String name = SegmentName.plain(header.number());
    long capacity = Math.max(segmentBytes, SegmentHeader.BYTES + bytes);
    DiskFile file;
    try {
      file = disk.create(name, capacity);
    } catch (IOException e) {
      failed.go(e);
      return;
    }
    Failed clean =
        failure -> {
          discard(file);
          failed.go(failure);
        };
    step(
        clean,
        () -> {
          file.write(header.encode(), 0);
          after(
              file.force(),
              clean,
              () ->
                  after(
                      disk.forceNames(),
                      clean,
                      () -> {
                        var index = new SegmentIndex();
                        long start = SegmentHeader.BYTES;
                        var segment = new Segment(header, new PlainSource(file), index, start);
                        begun.accept(
                            new ActiveSegment(segment, index, file, capacity, start, start));
                      }));
        });
  }

  private SegmentHeader header() {
    lastNumber++;
    // Distinct even if the numbers drawn repeat, as they do when a journal is opened again.
    return new SegmentHeader(lastNumber, salts.getAsLong() + lastNumber * SPREAD);
  }

  private void discard(DiskFile file) {
    try (file) {
      disk.delete(file.name());
    } catch (IOException e) {
      // It holds no record: the next start deletes it.
    }
  }

  /**
   * Forces what was written, cuts the file behind it, calls {@code forced}, writes the index and
   * forces that: only when all records are durable, for a file with an index is not looked through.
   */
  void seal(ActiveSegment active, Step forced, Step next, Failed failed) {
    step(
        failed,
        () -> {
          active.write();
          long end = active.end();
          active.file().truncate(end);
          after(
              active.file().force(),
              failed,
              () -> {
                active.forcedUpTo(end);
                forced.go();
                if (active.segment().isDamaged()) {
                  next.go(); // an index would hide what is missing
                } else {
                  writeFooter(active, next, failed);
                }
              });
        });
  }

  private void writeFooter(ActiveSegment active, Step next, Failed failed) throws IOException {
    active.writeFooter();
    after(
        active.file().force(),
        failed,
        () -> {
          active.sealed();
          next.go();
        });
  }

  /**
   * A write or a force of it has failed, so the file is not trusted: it is opened anew, what had
   * been forced is read again, and the rest is cut off before it is sealed.
   */
  void mend(ActiveSegment broken, Step next, Failed failed) {
    step(
        failed,
        () -> {
          long end = broken.forced();
          Segment segment = broken.segment();
          DiskFile file = disk.open(broken.file().name());
          segment.replace(new PlainSource(file));
          segment.dataEnd(end);
          SegmentScan scan =
              SegmentScan.of(segment.source(), segment.salt(), SegmentHeader.BYTES, end, false);
          if (!scan.bad().isEmpty()) {
            segment.setDamaged();
          }
          seal(
              new ActiveSegment(segment, broken.index(), file, end, end, end),
              () -> {},
              next,
              failed);
        });
  }

  /** Goes on when the stage is complete. */
  void after(CompletionStage<Void> stage, Failed failed, Step step) {
    turns.after(
        stage,
        failure -> {
          if (failure == null) {
            step(failed, step);
          } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
            failed.go(cause == null ? failure : cause);
          }
        });
  }

  static void step(Failed failed, Step step) {
    try {
      step.go();
    } catch (IOException e) {
      failed.go(e);
    }
  }
}
