package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.util.function.Consumer;

/** Has segments compressed that are no longer written to, and puts the result in their place. */
final class ColdSegments {
  private final Disk disk;
  private final SegmentFiles files;
  private final Consumer<String> warnings;
  private final Consumer<Segment> cold;

  ColdSegments(Disk disk, SegmentFiles files, Consumer<String> warnings, Consumer<Segment> cold) {
    this.disk = disk;
    this.files = files;
    this.warnings = warnings;
    this.cold = cold;
  }

  void offer(Segment segment) {
    if (segment.live() == null && !SegmentName.isPacked(segment.source().name())) {
      segment.retain();
      cold.accept(segment);
    }
  }

  /** Reads the compressed file from now on; deletes the other when it can't come back alone. */
  void swap(Request.Swap swap, Catalog catalog, Runnable next) throws IOException {
    Segment segment = swap.segment();
    segment.release();
    Source packed = swap.packed();
    if (packed == null) {
      next.run();
    } else if (!catalog.segments().contains(segment)) {
      discard(packed);
      next.run();
    } else {
      files.after(
          disk.forceNames(),
          failure -> {
            // whether its name will last is not known: the original stays
            warnings.accept(packed.name() + " is not put in place: " + failure.getMessage());
            SegmentFiles.step(failure::addSuppressed, () -> discard(packed));
            next.run();
          },
          () -> {
            String plain = segment.source().name();
            segment.replace(packed);
            disk.delete(plain);
            next.run();
          });
    }
  }

  private void discard(Source packed) throws IOException {
    packed.close();
    disk.delete(packed.name());
  }
}
