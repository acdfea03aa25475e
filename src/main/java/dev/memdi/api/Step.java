package dev.memdi.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One of several things that {@link Operation.Steps} does in order. */
public sealed interface Step {
  /** The keys that it looks at or changes. */
  List<Key> keys();

  /** Answers {@link Result.Found}, or {@link Result.Missing}. */
  record Look(Key key) implements Step {
    @Override
    public List<Key> keys() {
      return List.of(key);
    }
  }

  /** The same, with an empty value. */
  record Peek(Key key) implements Step {
    @Override
    public List<Key> keys() {
      return List.of(key);
    }
  }

  /** Answers what the change by itself would. */
  record Make(Operation.Change change) implements Step {
    @Override
    public List<Key> keys() {
      return List.of(change.key());
    }
  }

  /** All or nothing, among the steps. Answers what the batch by itself would. */
  record Together(Operation.Batch batch) implements Step {
    @Override
    public List<Key> keys() {
      return batch.keys();
    }
  }

  /**
   * Sets how long a key lives from now on, or for ever where {@code ttl} is empty; one of nothing
   * or less deletes it. Answers {@link Result.Written} or {@link Result.Deleted}; where there is no
   * such key, or {@code when} does not hold, the condition failed.
   */
  record Retime(Key key, Optional<Duration> ttl, When when) implements Step {
    @Override
    public List<Key> keys() {
      return List.of(key);
    }
  }

  /** On what a new time to live depends; a key without one lives longer than any with one. */
  enum When {
    ALWAYS,
    /** The key has no time to live. */
    NONE,
    /** It has one. */
    SOME,
    /** The new one ends later. */
    LATER,
    /** The new one ends earlier. */
    EARLIER,
    /** It has one, and the new one ends earlier. */
    SOME_EARLIER
  }

  /**
   * Overwrites what stands from {@code offset} on, or appends where it is {@link #END}; what lies
   * between the end and the offset is filled with zeros. An absent key counts as empty, and nothing
   * put at an offset changes nothing. Keeps the time to live. Answers {@link Result.Counted} with
   * the length in bytes that the value then has.
   */
  record Splice(Key key, long offset, Bytes bytes) implements Step {
    public static final long END = -1;

    public Splice {
      if (offset < END) {
        throw new IllegalArgumentException("an offset is not negative: " + offset);
      }
    }

    @Override
    public List<Key> keys() {
      return List.of(key);
    }
  }

  /**
   * Adds to the decimal number that the key holds; an absent key counts as 0. The sum is exact but
   * for what lies behind {@link #FRACTION} digits after the point, which is rounded (half even),
   * and is written without an exponent and without trailing zeros. Keeps the time to live. Answers
   * {@link Result.Updated}; other content, or a sum with more than {@link #WHOLE} digits before the
   * point, is refused.
   */
  record AddDecimal(Key key, BigDecimal delta) implements Step {
    public static final int FRACTION = 17;
    public static final int WHOLE = 308;

    @Override
    public List<Key> keys() {
      return List.of(key);
    }

    /** Whether a number is of a size that is calculated with: no sum is long, whatever it is of. */
    public static boolean isWithin(BigDecimal number) {
      return Math.abs((long) number.scale()) <= 2 * WHOLE
          && number.precision() <= 2 * WHOLE
          && number.precision() - number.scale() <= WHOLE;
    }
  }

  /**
   * Gives {@code to} the value and the time to live of {@code from}; with {@code move}, that is
   * deleted. Answers {@link Result.Written}; the condition failed where there is no {@code from},
   * or where {@code to} is there and not to be replaced.
   */
  record Copy(Key from, Key to, boolean move, boolean replace) implements Step {
    @Override
    public List<Key> keys() {
      return List.of(from, to);
    }
  }
}
