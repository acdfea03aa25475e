package dev.memdi.store;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.WriteBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does one committed write at a time to the table, wholly or not at all, and tells the history.
 * Keys that the write touches and that are due by its stamp are removed first, so that everything
 * after sees them as absent.
 */
final class WriteExecutor {
  /**
   * One expiry removes no more keys than this, for its removals share a revision and so travel to
   * watches in one piece, and nothing else is applied meanwhile. It must be the same on every
   * replica, and so is no setting.
   */
  static final int MOST_EXPIRED_AT_ONCE = 4096;

  private static final Assurance QUORUM = new Assurance.Acknowledged(Ack.QUORUM);

  private final StoreRules rules;
  private final Table table;
  private final History history;

  /** What the present write changed: to tell it, or to go back. */
  private final List<Step> steps = new ArrayList<>();

  private WriteBounds bounds = WriteBounds.WIDEST;
  private long index;
  private long stamp;
  private long written; // bytes of values, by the present write

  private record Step(Key key, @Nullable Slot before, @Nullable Slot after) {}

  WriteExecutor(StoreRules rules, Table table, History history) {
    this.rules = rules;
    this.table = table;
    this.history = history;
  }

  /** Does {@code write} at the log index {@code atIndex}, stamped {@code atStamp}. */
  Outcome execute(Operation.Write write, WriteBounds within, long atIndex, long atStamp) {
    bounds = within;
    written = 0;
    index = atIndex;
    stamp = atStamp;
    if (table.nextDeadline() <= stamp) {
      removeDueOf(write);
    }
    Outcome outcome =
        switch (write) {
          case Operation.Change change -> change(change);
          case Operation.SetMany many -> all(many.sets());
          case Operation.Batch batch -> batch(batch);
        };
    publish();
    return outcome;
  }

  /** Removes keys that are due at {@code until}, earliest first, as {@code atIndex} says. */
  void expire(long until, long atIndex) {
    index = atIndex;
    for (Key key : table.due(until, MOST_EXPIRED_AT_ONCE)) {
      remove(key);
    }
    publish();
  }

  private Outcome batch(Operation.Batch batch) {
    for (Operation.Check check : batch.checks()) {
      Slot slot = table.get(check.key());
      if (!holds(check.condition(), slot)) {
        return conditionFailed(check.key(), slot);
      }
    }
    return all(batch.changes());
  }

  private Outcome all(List<? extends Operation.Change> changes) {
    int before = steps.size(); // what was due stays removed
    List<Result> results = new ArrayList<>(changes.size());
    for (Operation.Change change : changes) {
      switch (bounded(change(change))) {
        case Outcome.Done done -> results.add(done.result());
        case Outcome.Refused refused -> {
          if (rules.undoesPartOfBatch()) {
            undoDownTo(before);
          }
          return refused;
        }
        case Outcome.Unknown unknown -> throw new IllegalStateException(unknown.why());
      }
    }
    return done(new Result.Many(results));
  }

  /** What is written travels to watches, and what is appended to as its answer, in one message. */
  private Outcome bounded(Outcome outcome) {
    return written <= bounds.operation()
        ? outcome
        : new Outcome.Refused(
            new Refusal.TooLarge("what the batch writes", written, bounds.operation()));
  }

  private Outcome change(Operation.Change change) {
    return switch (change) {
      case Operation.Set set -> set(set);
      case Operation.Delete(Key key, Condition condition) -> delete(key, condition);
      case Operation.Increment(Key key, long delta) -> increment(key, delta);
      case Operation.Append(Key key, Bytes suffix) -> append(key, suffix);
    };
  }

  private Outcome set(Operation.Set set) {
    boolean blind =
        set.condition() instanceof Condition.Always && !(set.expiry() instanceof Expiry.Keep);
    Slot old = blind ? null : table.get(set.key()); // the most frequent write does without
    if (!blind && !holds(set.condition(), old)) {
      return conditionFailed(set.key(), old);
    }
    long deadline =
        switch (set.expiry()) {
          case Expiry.Never _ -> Slot.NO_DEADLINE;
          case Expiry.Keep _ -> old == null ? Slot.NO_DEADLINE : old.deadline();
          case Expiry.After(Duration ttl) -> rules.deadline(stamp, ttl.toMillis());
        };
    Slot before = put(set.key(), set.value(), deadline);
    return done(new Result.Written(new Revision(index), before == null));
  }

  private Outcome delete(Key key, Condition condition) {
    Slot before = table.get(key);
    if (!holds(condition, before)) {
      return conditionFailed(key, before);
    }
    if (before != null) {
      remove(key);
    }
    return done(new Result.Deleted(new Revision(index), before != null));
  }

  private Outcome increment(Key key, long delta) {
    Slot before = table.get(key);
    long number = 0;
    if (before != null) {
      if (!Decimal.isNumber(before.value())) {
        return new Outcome.Refused(new Refusal.NotAnInteger(key));
      }
      number = Decimal.parse(before.value());
    }
    long sum = number + delta;
    if (((number ^ sum) & (delta ^ sum)) < 0) {
      return new Outcome.Refused(new Refusal.Overflow(key));
    }
    return update(key, Decimal.format(sum), before);
  }

  private Outcome append(Key key, Bytes suffix) {
    Slot before = table.get(key);
    Bytes value = before == null ? Bytes.EMPTY : before.value();
    long size = (long) value.length() + suffix.length();
    if (size > bounds.value()) {
      String what = "the value of key '%s' with what is appended".formatted(key);
      return new Outcome.Refused(new Refusal.TooLarge(what, size, bounds.value()));
    }
    return update(key, value.concat(suffix), before);
  }

  private Outcome update(Key key, Bytes value, @Nullable Slot before) {
    put(key, value, before == null ? Slot.NO_DEADLINE : before.deadline());
    return done(new Result.Updated(value, new Revision(index)));
  }

  private static boolean holds(Condition condition, @Nullable Slot slot) {
    return switch (condition) {
      case Condition.Always _ -> true;
      case Condition.Absent _ -> slot == null;
      case Condition.Present _ -> slot != null;
      case Condition.AtRevision(Revision revision) ->
          slot != null && slot.revision() == revision.index();
      case Condition.Holds(Bytes value) -> slot != null && slot.value().equals(value);
    };
  }

  private static Outcome done(Result result) {
    return new Outcome.Done(result, QUORUM);
  }

  private static Outcome conditionFailed(Key key, @Nullable Slot slot) {
    Revision revision = slot == null ? Revision.NONE : new Revision(slot.revision());
    return new Outcome.Refused(new Refusal.ConditionFailed(key, revision));
  }

  private void removeDueOf(Operation.Write write) {
    switch (write) {
      case Operation.Change change -> removeIfDue(change.key());
      case Operation.SetMany many -> {
        for (Operation.Set set : many.sets()) {
          removeIfDue(set.key());
        }
      }
      case Operation.Batch batch -> {
        for (Operation.Check check : batch.checks()) {
          removeIfDue(check.key());
        }
        for (Operation.Change change : batch.changes()) {
          removeIfDue(change.key());
        }
      }
    }
  }

  private void removeIfDue(Key key) {
    Slot slot = table.get(key);
    if (slot != null && slot.deadline() != Slot.NO_DEADLINE && rules.due(slot.deadline(), stamp)) {
      remove(key);
    }
  }

  private @Nullable Slot put(Key key, Bytes value, long deadline) {
    written += value.length();
    Slot after = new Slot(value, index, deadline);
    Slot before = table.put(key, after);
    steps.add(new Step(key, before, after));
    return before;
  }

  private void remove(Key key) {
    steps.add(new Step(key, table.remove(key), null));
  }

  private void undoDownTo(int size) {
    while (steps.size() > size) {
      Step step = steps.removeLast();
      if (step.before == null) {
        table.remove(step.key);
      } else {
        table.put(step.key, step.before);
      }
    }
  }

  /** One event for each key that was changed, with what came of it in the end. */
  private void publish() {
    if (steps.size() == 1) {
      publish(steps.getFirst());
    } else if (!steps.isEmpty()) {
      Map<Key, Step> last = new LinkedHashMap<>();
      for (Step step : steps) {
        last.put(step.key, step);
      }
      last.values().forEach(this::publish);
    }
    steps.clear();
  }

  private void publish(Step step) {
    history.add(step.key, index, step.after == null ? null : step.after.value());
  }
}
