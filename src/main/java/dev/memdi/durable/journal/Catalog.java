package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the journal holds: the segments, and of each persistence id how far it has come. */
final class Catalog {
  private static final class Standing {
    final List<Segment> segments = new ArrayList<>();
    long highest;
    long deletedTo;
    long stateSegment;
    boolean severed;
    @Nullable Damage damage;
  }

  /** A stretch of which it is not known whose records were in it. */
  private record Hole(long segment, long offset, Damage damage) {}

  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final Map<String, Standing> standings = new HashMap<>();
  private @Nullable Hole hole;

  Collection<Segment> segments() {
    return segments.values();
  }

  /** Takes in a segment with what it holds, in order. */
  void load(Segment segment) {
    segments.put(segment.number(), segment);
    for (String id : segment.ids()) {
      Summary summary = segment.summary(id);
      if (summary != null) {
        Standing standing = standing(id);
        standing.segments.add(segment);
        standing.highest = Math.max(standing.highest, Math.max(summary.last(), summary.highest()));
        if (summary.hasState()) {
          standing.deletedTo = Math.max(standing.deletedTo, summary.deletedTo());
          standing.stateSegment = segment.number();
        }
      }
    }
  }

  void hole(long segment, Damage damage) {
    hole = new Hole(segment, damage.offset(), damage);
  }

  /** After the last segment was loaded: finds out who has lost something, or may have. */
  void check() {
    standings.forEach((id, standing) -> standing.damage = damage(id, standing));
  }

  private @Nullable Damage damage(String id, Standing standing) {
    long known = 0;
    Position at = new Position(0, 0);
    Segment last = null;
    for (Segment segment : standing.segments) {
      Summary run = segment.summary(id);
      if (run == null) {
        continue;
      }
      last = segment;
      at = new Position(segment.number(), run.lastOffset());
      SegmentIndex.Run live = segment.live() == null ? null : segment.live().run(id);
      boolean torn = live != null && live.missing > standing.deletedTo;
      boolean follows =
          run.records() == 0 || run.previous() == known || run.previous() <= standing.deletedTo;
      if (torn || !follows) {
        return missing(segment, Math.max(known, standing.deletedTo), standing);
      }
      known = Math.max(known, run.last());
    }
    if (last != null && known < standing.highest && standing.highest > standing.deletedTo) {
      return missing(last, Math.max(known, standing.deletedTo), standing);
    }
    return hole != null && at.isBefore(hole) ? hole.damage : null;
  }

  private record Position(long segment, long offset) {
    boolean isBefore(Hole hole) {
      return segment < hole.segment || (segment == hole.segment && offset < hole.offset);
    }
  }

  private Damage missing(Segment segment, long after, Standing standing) {
    String what =
        "events after number %d are missing, of %d in all".formatted(after, standing.highest);
    return hole != null
        ? new Damage(hole.damage.file(), hole.damage.offset(), hole.damage.what() + "; " + what)
        : new Damage(segment.source().name(), 0, what);
  }

  /** What keeps a persistence id from being read and written, or null. */
  @Nullable Damage damage(String id) {
    Standing standing = standings.get(id);
    if (standing != null) {
      return standing.damage;
    }
    return hole == null ? null : hole.damage;
  }

  long highest(String id) {
    Standing standing = standings.get(id);
    return standing == null ? 0 : standing.highest;
  }

  long deletedTo(String id) {
    Standing standing = standings.get(id);
    return standing == null ? 0 : standing.deletedTo;
  }

  /**
   * Whether events of it were lost or refused since it was last recovered: what its actor goes on
   * to write would follow on events that are not there.
   */
  boolean isSevered(String id) {
    Standing standing = standings.get(id);
    return standing != null && standing.severed;
  }

  void sever(String id) {
    standing(id).severed = true;
  }

  /** It is recovered anew, and knows what is here. */
  void mend(String id) {
    Standing standing = standings.get(id);
    if (standing != null) {
      standing.severed = false;
    }
  }

  void begin(Segment segment) {
    segments.put(segment.number(), segment);
  }

  /** A record was added to the segment that is written to. */
  void append(Segment segment, SegmentIndex index, Head head) {
    index.add(head);
    Standing standing = standing(head.id());
    int size = standing.segments.size();
    if (size == 0 || standing.segments.get(size - 1).number() != segment.number()) {
      standing.segments.add(segment);
    }
    standing.highest = Math.max(standing.highest, head.last());
    if (head.kind() == Kind.STATE) {
      standing.deletedTo = Math.max(standing.deletedTo, head.previous());
      standing.stateSegment = segment.number();
      if (standing.deletedTo >= standing.highest) {
        standing.damage = null; // of what is given up nothing is missed
      }
    }
  }

  /** Forgets what was appended to the segment from that place on. */
  void cut(Segment segment, SegmentIndex index, long offset) {
    for (String id : index.cut(offset)) {
      Standing standing = standing(id);
      standing.severed = true;
      if (index.run(id) == null) {
        standing.segments.remove(segment);
      }
      standing.highest =
          standing.segments.stream()
              .map(each -> each.summary(id))
              .mapToLong(run -> run == null ? 0 : Math.max(run.last(), run.highest()))
              .max()
              .orElse(0);
    }
  }

  /** Whether all events in it are deleted. */
  boolean isDead(Segment segment) {
    for (String id : segment.ids()) {
      Summary summary = segment.summary(id);
      Standing standing = standings.get(id);
      if (summary == null || standing == null || summary.last() > standing.deletedTo) {
        return false;
      }
    }
    return !segment.isDamaged();
  }

  /** Whose state would be forgotten with that segment. */
  List<String> toCarry(Segment segment) {
    return segment.ids().stream()
        .filter(id -> standing(id).stateSegment <= segment.number())
        .toList();
  }

  void remove(Segment segment) throws IOException {
    segments.remove(segment.number());
    for (String id : segment.ids()) {
      Standing standing = standings.get(id);
      if (standing != null) {
        standing.segments.remove(segment);
      }
    }
    segment.close();
  }

  /** The segments with events of a persistence id in that range, in order. */
  List<Segment> holding(String id, long from, long to) {
    Standing standing = standings.get(id);
    if (standing == null) {
      return List.of();
    }
    return standing.segments.stream()
        .filter(segment -> {
          Summary run = segment.summary(id);
          return run != null && run.records() > 0 && run.last() >= from && run.first() <= to;
        })
        .toList();
  }

  Set<String> ids() {
    return standings.keySet();
  }

  private Standing standing(String id) {
    return standings.computeIfAbsent(
        id,
        _ -> {
          var standing = new Standing();
          standing.damage = hole == null ? null : hole.damage; // as of whoever is not known
          return standing;
        });
  }

  void close() throws IOException {
    for (Segment segment : segments.values()) {
      segment.close();
    }
  }
}
