package dev.memdi.check;

import dev.memdi.api.Key;
import java.util.Set;

/** What the checker says of a history. */
public sealed interface Verdict {
  /** There is an order of the calls that explains every answer. */
  record Ok(Statistics statistics) implements Verdict {}

  /**
   * There is none; {@code explanation} shows, for a person, the calls that contradict each other.
   */
  record Violation(Set<Key> keys, String explanation) implements Verdict {
    public Violation {
      keys = Set.copyOf(keys);
    }
  }

  /** The search was given up; a test takes it for a failure, but it accuses nobody. */
  record Undecided(Set<Key> keys, String why) implements Verdict {
    public Undecided {
      keys = Set.copyOf(keys);
    }
  }

  /** For tests: returns the statistics, or fails with all there is to say. */
  default Statistics orFail() {
    return switch (this) {
      case Ok ok -> ok.statistics();
      case Violation violation -> throw new AssertionError(violation.explanation());
      case Undecided undecided -> throw new AssertionError("UNDECIDED: " + undecided.why());
    };
  }

  /**
   * What was judged, so that a run which tested nothing is not taken for a pass.
   *
   * @param calls all calls of the history
   * @param required calls that had to be explained
   * @param optional writes that may or may not have happened
   * @param stale reads that were judged as stale ones
   * @param dropped calls that certainly changed nothing and saw nothing, and reads never answered
   * @param split reads of several keys that were judged key by key, being too wide
   * @param unchecked reads of which a part could not be judged: a count over several shards
   * @param groups groups of keys judged apart
   * @param largest most tasks in one group
   * @param steps steps of the sequential model that the search took
   */
  record Statistics(
      int calls,
      int required,
      int optional,
      int stale,
      int dropped,
      int split,
      int unchecked,
      int groups,
      int largest,
      long steps) {}
}
