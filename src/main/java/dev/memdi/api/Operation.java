package dev.memdi.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a client can ask of one keyspace. */
public sealed interface Operation {

  /** Changes nothing. */
  sealed interface Read extends Operation permits Get, Contains, GetMany, Scan, Count {}

  /** May change keys; travels in the log. */
  sealed interface Write extends Operation permits Change, SetMany, Batch, Steps {}

  /** A write of one key. */
  sealed interface Change extends Write permits Set, Delete, Increment, Append {
    Key key();
  }

  /** Answers {@link Result.Found} or {@link Result.Missing}. */
  record Get(Key key) implements Read {}

  /** Answers {@link Result.Found} with an empty value, or {@link Result.Missing}. */
  record Contains(Key key) implements Read {}

  /** Answers {@link Result.Many}, in the order of {@code keys}. One point in time per shard. */
  record GetMany(List<Key> keys) implements Read {
    public GetMany {
      keys = List.copyOf(keys);
    }
  }

  /**
   * The entries whose keys start with {@code prefix}, in key order, strictly after {@code after},
   * at most {@code limit}. Answers {@link Result.Page}.
   */
  record Scan(Bytes prefix, Optional<Key> after, int limit) implements Read {
    public Scan {
      if (limit < 1) {
        throw new IllegalArgumentException("limit is at least 1: " + limit);
      }
    }
  }

  /** How many keys start with {@code prefix}. Answers {@link Result.Counted}. */
  record Count(Bytes prefix) implements Read {}

  /** Answers {@link Result.Written}; with a condition that fails, a refusal. */
  record Set(Key key, Bytes value, Expiry expiry, Condition condition) implements Change {
    public static Set of(Key key, Bytes value) {
      return new Set(key, value, Expiry.NEVER, Condition.ALWAYS);
    }
  }

  /** Answers {@link Result.Deleted}; with a condition that fails, a refusal. */
  record Delete(Key key, Condition condition) implements Change {
    public static Delete of(Key key) {
      return new Delete(key, Condition.ALWAYS);
    }
  }

  /**
   * Adds to the decimal signed 64-bit integer that the key holds; an absent key counts as 0. Keeps
   * the time to live. Answers {@link Result.Updated} with the new number; any other content, or an
   * overflow, is refused.
   */
  record Increment(Key key, long delta) implements Change {}

  /** Appends to the value; an absent key counts as empty. Answers {@link Result.Updated}. */
  record Append(Key key, Bytes suffix) implements Change {}

  /** Sets each key; answers {@link Result.Many} of {@link Result.Written}. Atomic per shard. */
  record SetMany(List<Set> sets) implements Write {
    public SetMany {
      sets = List.copyOf(sets);
    }
  }

  /**
   * All or nothing, within one shard: if every check holds and every change can be done, the
   * changes are done in order, each seeing those before it; otherwise none is. Answers {@link
   * Result.Many}, one for each change.
   */
  record Batch(List<Check> checks, List<Change> changes) implements Write {
    public Batch {
      checks = List.copyOf(checks);
      changes = List.copyOf(changes);
    }

    /** Those of the checks, then those of the changes. */
    public List<Key> keys() {
      return Stream.concat(checks.stream().map(Check::key), changes.stream().map(Change::key))
          .toList();
    }
  }

  /**
   * One after the other, within one shard and with nothing between: if every check holds, each step
   * is done that can be, seeing those before it; one that can't be changes nothing and the next one
   * follows. Answers {@link Result.Many}, one for each step, {@link Result.Failed} for one that was
   * refused; with a check that fails, a refusal.
   */
  record Steps(List<Check> checks, List<Step> steps) implements Write {
    public Steps {
      checks = List.copyOf(checks);
      steps = List.copyOf(steps);
    }

    /** Those of the checks, then those of the steps. */
    public List<Key> keys() {
      List<Key> keys = new ArrayList<>(checks.size() + steps.size());
      for (Check check : checks) {
        keys.add(check.key());
      }
      for (Step step : steps) {
        keys.addAll(step.keys());
      }
      return keys;
    }
  }

  /** A condition on a key of a batch or of steps. */
  record Check(Key key, Condition condition) {}
}
