package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.WriteBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  private final StoreRules rules;
  private final Table table;
  private final Edit edit;
  private final StepExecutor steps;

  WriteExecutor(StoreRules rules, Table table, History history) {
    this.rules = rules;
    this.table = table;
    this.edit = new Edit(table, history);
    this.steps = new StepExecutor(rules, edit, this);
  }

  /** Does {@code write} at the log index {@code atIndex}, stamped {@code atStamp}. */
  Outcome execute(Operation.Write write, WriteBounds within, long atIndex, long atStamp) {
    edit.begin(within, atIndex, atStamp);
    if (table.nextDeadline() <= atStamp) {
      removeDueOf(write);
    }
    int before = edit.size(); // what was due stays removed
    Outcome outcome =
        switch (write) {
          case Operation.Change change -> change(change);
          case Operation.SetMany many -> all(many.sets());
          case Operation.Batch batch -> batch(batch);
          case Operation.Steps many -> steps.execute(many);
        };
    if (outcome instanceof Outcome.Refused && rules.undoesPartOfBatch()) {
      edit.undoDownTo(before);
    }
    edit.publish();
    return outcome;
  }

  /** Removes keys that are due at {@code until}, earliest first, as {@code atIndex} says. */
  void expire(long until, long atIndex) {
    edit.begin(WriteBounds.WIDEST, atIndex, until);
    for (Key key : table.due(until, MOST_EXPIRED_AT_ONCE)) {
      edit.remove(key, Causes.EXPIRED);
    }
    edit.publish();
  }

  /** What was done of it before it was refused is left to be undone by the caller. */
  Outcome batch(Operation.Batch batch) {
    Outcome.@Nullable Refused failed = edit.firstFailure(batch.checks());
    return failed == null ? all(batch.changes()) : failed;
  }

  private Outcome all(List<? extends Operation.Change> changes) {
    List<Result> results = new ArrayList<>(changes.size());
    for (Operation.Change change : changes) {
      switch (edit.bounded(change(change))) {
        case Outcome.Done done -> results.add(done.result());
        case Outcome.Refused refused -> {
          return refused;
        }
        case Outcome.Unknown unknown -> throw new IllegalStateException(unknown.why());
      }
    }
    return Edit.done(new Result.Many(results));
  }

  Outcome change(Operation.Change change) {
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
    if (!blind && !Edit.holds(set.condition(), old)) {
      return Edit.conditionFailed(set.key(), old);
    }
    long deadline =
        switch (set.expiry()) {
          case Expiry.Never _ -> Slot.NO_DEADLINE;
          case Expiry.Keep _ -> old == null ? Slot.NO_DEADLINE : old.deadline();
          case Expiry.After(Duration ttl) -> rules.deadline(edit.stamp(), ttl.toMillis());
        };
    boolean expires = set.expiry() instanceof Expiry.After;
    Slot before =
        edit.put(set.key(), set.value(), deadline, expires ? Causes.SET_TO_EXPIRE : Causes.SET);
    return Edit.done(new Result.Written(edit.revision(), before == null));
  }

  private Outcome delete(Key key, Condition condition) {
    Slot before = table.get(key);
    if (!Edit.holds(condition, before)) {
      return Edit.conditionFailed(key, before);
    }
    if (before != null) {
      edit.remove(key, Causes.DELETE);
    }
    return Edit.done(new Result.Deleted(edit.revision(), before != null));
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
    return edit.update(key, Decimal.format(sum), before, Causes.INCREMENT);
  }

  private Outcome append(Key key, Bytes suffix) {
    Slot before = table.get(key);
    Bytes value = before == null ? Bytes.EMPTY : before.value();
    Outcome.@Nullable Refused tooLarge =
        edit.tooLarge(key, (long) value.length() + suffix.length());
    return tooLarge == null
        ? edit.update(key, value.concat(suffix), before, Causes.APPEND)
        : tooLarge;
  }

  private void removeDueOf(Operation.Write write) {
    switch (write) {
      case Operation.Change change -> removeIfDue(change.key());
      case Operation.SetMany many -> {
        for (Operation.Set set : many.sets()) {
          removeIfDue(set.key());
        }
      }
      case Operation.Batch batch -> batch.keys().forEach(this::removeIfDue);
      case Operation.Steps many -> many.keys().forEach(this::removeIfDue);
    }
  }

  private void removeIfDue(Key key) {
    Slot slot = table.get(key);
    if (slot != null
        && slot.deadline() != Slot.NO_DEADLINE
        && rules.due(slot.deadline(), edit.stamp())) {
      edit.remove(key, Causes.EXPIRED);
    }
  }
}
