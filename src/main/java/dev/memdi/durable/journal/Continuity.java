package dev.memdi.durable.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the records of each persistence id follow one on the other: each says which number it
 * follows on, so a file that is gone is missed, and only what was deleted is not.
 */
final class Continuity {
  private static final class Standing {
    long highest;
    long deletedTo;
    final List<Gap> gaps = new ArrayList<>();
  }

  /** Numbers that nothing is found of, before the record at that place. */
  private record Gap(long from, long to, String file, long offset) {}

  private final Map<String, Standing> standings = new TreeMap<>();

  /** The next record, in the order in which they were written. */
  void add(String file, Head head) {
    switch (head.kind()) {
      case EVENTS -> {
        Standing standing = upTo(head.previous(), file, head);
        standing.highest = Math.max(standing.highest, head.last());
      }
      case STATE -> {
        Standing standing = upTo(head.last(), file, head);
        standing.deletedTo = Math.max(standing.deletedTo, head.previous());
      }
      case FORCED, INDEX -> {}
    }
  }

  private Standing upTo(long number, String file, Head head) {
    Standing standing = standings.computeIfAbsent(head.id(), _ -> new Standing());
    if (number > standing.highest) {
      standing.gaps.add(new Gap(standing.highest + 1, number, file, head.offset()));
      standing.highest = number;
    }
    return standing;
  }

  /** What is missing and was not deleted, by what follows on it. */
  List<Damage> missing() {
    List<Damage> missing = new ArrayList<>();
    standings.forEach((id, standing) -> {
      for (Gap gap : standing.gaps) {
        long from = Math.max(gap.from, standing.deletedTo + 1);
        if (from <= gap.to) {
          String what = "events %d..%d of %s are missing before this".formatted(from, gap.to, id);
          missing.add(new Damage(gap.file, gap.offset, what));
        }
      }
    });
    return missing;
  }
}
