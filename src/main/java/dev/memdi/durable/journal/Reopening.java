package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import java.util.function.Consumer;

/** Reads what an earlier life left, and finishes the segment that it was writing to. */
final class Reopening {
  private Reopening() {}

  static void open(
      Disk disk,
      SegmentFiles files,
      Consumer<String> warnings,
      Consumer<Opening> opened,
      SegmentFiles.Failed failed) {
    SegmentFiles.step(
        failed,
        () -> {
          Opening opening = Opening.read(disk, warnings);
          opening.damages().forEach(damage -> warnings.accept("damaged: " + damage));
          files.lastNumber(opening.lastNumber());
          Opening.Tail tail = opening.tail();
          SegmentIndex index = tail == null ? null : tail.segment().live();
          Consumer<Throwable> given = // up: nothing of it is used
              failure -> {
                SegmentFiles.step(failure::addSuppressed, opening.catalog()::close);
                failed.go(failure);
              };
          Opening.Seal seal = opening.seal();
          if (seal != null) {
            // A later segment makes this one's index count on: it must not be in the cache only.
            Opening.rewrite(seal.file(), seal.from(), seal.file().size());
            files.after(seal.file().force(), given::accept, () -> opened.accept(opening));
            return;
          }
          if (tail == null || index == null) {
            opened.accept(opening);
            return;
          }
          Opening.rewrite(tail);
          long cut = tail.cut();
          var last = new ActiveSegment(tail.segment(), index, tail.file(), cut, cut, cut);
          files.seal(last, () -> {}, () -> opened.accept(opening), given::accept);
        });
  }
}
