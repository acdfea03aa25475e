package dev.memdi.durable.journal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The index of a segment that is written to, or that has none on disk: record by record. */
final class SegmentIndex {
  /** What is known of one persistence id. */
  static final class Run {
    final Entries entries = new Entries();
    long previous;
    long highest;
    long deletedTo;
    long lastOffset;
    // the highest number that is missing between two records
    long missing;

    Summary summary(Summary.Block block) {
      int records = entries.size();
      return new Summary(
          records,
          records == 0 ? 0 : previous,
          records == 0 ? 0 : entries.first(0),
          records == 0 ? 0 : entries.last(records - 1),
          highest,
          deletedTo,
          lastOffset,
          block);
    }
  }

  private final Map<String, Run> runs = new LinkedHashMap<>();

  void add(Head head) {
    switch (head.kind()) {
      case EVENTS -> addEvents(head, run(head));
      case STATE -> {
        Run run = run(head);
        run.highest = Math.max(run.highest, head.last());
        run.deletedTo = Math.max(run.deletedTo, head.previous());
      }
      case FORCED, INDEX -> {}
    }
  }

  private static void addEvents(Head head, Run run) {
    int size = run.entries.size();
    if (size == 0) {
      run.previous = head.previous();
    } else if (run.entries.last(size - 1) != head.previous()) {
      run.missing = head.previous();
    }
    run.entries.add(head.offset(), head.first(), head.last());
  }

  private Run run(Head head) {
    Run run = runs.computeIfAbsent(head.id(), _ -> new Run());
    run.lastOffset = head.offset();
    return run;
  }

  /** Forgets the events at and behind that offset; tells whose they were. */
  Set<String> cut(long offset) {
    Set<String> lost = new LinkedHashSet<>();
    for (Map.Entry<String, Run> entry : runs.entrySet()) {
      Run run = entry.getValue();
      int before = run.entries.size();
      run.entries.cut(offset);
      if (run.entries.size() < before) {
        lost.add(entry.getKey());
        run.lastOffset = Math.min(run.lastOffset, offset);
      }
    }
    runs.values().removeIf(run -> run.entries.size() == 0 && run.highest == 0);
    return lost;
  }

  @Nullable Run run(String id) {
    return runs.get(id);
  }

  Map<String, Run> runs() {
    return runs;
  }
}
