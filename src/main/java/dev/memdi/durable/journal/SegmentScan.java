package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a segment holds, found out by reading all of it. A stretch that is no record is stepped over
 * to the next intact head, so that one bad sector hides no more than what was in it.
 *
 * @param heads those that are intact, in order; their bodies are too, unless a stretch says not
 * @param bad what is neither a record nor the unused end
 * @param end where the records end
 */
record SegmentScan(List<Head> heads, List<Bad> bad, long end) {

  /** A stretch that is not as written; with a head if that is intact and only the body is not. */
  record Bad(long from, long to, String what, @Nullable Head head) {}

  /**
   * Reads the records between two places. Only a segment that was still written to ends in space
   * that is not used.
   */
  static SegmentScan of(Source source, long salt, long from, long to, boolean endsInZeros)
      throws IOException {
    List<Head> heads = new ArrayList<>();
    List<Bad> bad = new ArrayList<>();
    var window = new Window(source, salt);
    long at = from;
    while (at < to) {
      Head head = window.head(at);
      if (head != null) {
        heads.add(head);
        if (head.end() > Frames.aligned(to) || !window.hasItsBody(head)) {
          bad.add(
              new Bad(at, Math.min(head.end(), to), "the body does not fit its checksum", head));
        }
        at = head.end();
      } else {
        Gap gap = gap(window, at, to);
        if (endsInZeros && gap.zero && gap.end >= to) {
          return new SegmentScan(heads, bad, at);
        }
        bad.add(new Bad(at, gap.end, gap.zero ? "zeros for a record" : "no intact record", null));
        at = gap.end;
      }
    }
    return new SegmentScan(heads, bad, Math.min(at, to));
  }

  private record Gap(long end, boolean zero) {}

  private static Gap gap(Window window, long from, long to) throws IOException {
    boolean zero = true;
    long at = from;
    do {
      zero &= window.isZero(at);
      at += Frames.ALIGNMENT;
    } while (at < to && window.head(at) == null);
    return new Gap(Math.min(at, to), zero);
  }

  /** The highest place before which, as some record says, everything was forced. */
  long forcedUpTo() {
    return heads.stream().mapToLong(Head::forcedUpTo).max().orElse(0);
  }

  /**
   * Where the segment has to be cut if it was the last one when a node stopped: at the first bad
   * stretch that had not been forced, as far as one can tell. Sectors that were not forced reach
   * the disk in any order, so intact records may follow it; none of them was ever confirmed as
   * forced.
   */
  long cut() {
    long forced = forcedUpTo();
    for (Bad stretch : bad) {
      if (stretch.from >= forced) {
        return stretch.from;
      }
      if (stretch.head == null && stretch.to > forced) {
        return forced;
      }
    }
    return end;
  }
}
