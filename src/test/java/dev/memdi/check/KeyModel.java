package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequential specification of one key: what each part of a task does to it, if what the client
 * was told allows that.
 *
 * <p>Where a result shows the revision of a key of which it was not known, the key has it from then
 * on; every change gives its key a larger one than all changes before.
 */
final class KeyModel {
  private final Rules rules;
  private final Values values;
  private final Denial denial = new Denial(this);
  private final EditModel edits;

  KeyModel(Rules rules, Values values) {
    this.rules = rules;
    this.values = values;
    this.edits = new EditModel(this, rules);
  }

  /**
   * The key after {@code part}, or null if this can't have been; the same object if nothing changed
   * and nothing new was told. {@code again} says that the task has changed the key before.
   */
  @Nullable KeyState after(Part part, KeyState key, Task task, boolean again) {
    return switch (part) {
      case Part.Check check -> met(check.condition(), key);
      case Part.Look look -> seen(look, key, task);
      case Part.Change change -> changed(change, key, task, again);
      case Part.Edit edit -> edits.after(edit, key, task, again);
      case Part.Denied _, Part.Population _, Part.Copy _, Part.Attempt _ ->
          throw new IllegalArgumentException("of several states, or of several keys: " + part);
    };
  }

  /** What the key may have been if its client was refused; none if it can't have been. */
  List<KeyState> denied(Part.Denied part, KeyState key, Task task) {
    return denial.of(part, key, task);
  }

  /** May the store refuse to do this to the key, or find that a condition fails? */
  boolean mayRefuse(Part part, KeyState key) {
    return switch (part) {
      case Part.Check check -> mayFail(check.condition(), key);
      case Part.Change change -> mayRefuse(change.change(), key);
      case Part.Edit edit -> edits.mayRefuse(edit, key);
      case Part.Look _, Part.Denied _, Part.Population _, Part.Copy _, Part.Attempt _ ->
          throw new IllegalArgumentException("no part of an attempt on one key: " + part);
    };
  }

  private boolean mayRefuse(Operation.Change change, KeyState key) {
    return switch (change) {
      case Operation.Set set -> mayFail(set.condition(), key);
      case Operation.Delete delete -> mayFail(delete.condition(), key);
      case Operation.Increment increment -> isNoNumber(key) || overflows(key, increment.delta());
      case Operation.Append append -> false;
    };
  }

  static boolean isNoNumber(KeyState key) {
    return key.value() != null && Values.mayBeText(key.value());
  }

  static boolean overflows(KeyState key, long delta) {
    return key.value() != null
        && Values.integer(key.value()) instanceof Long number
        && overflows(number, delta);
  }

  /** The key as it must be for the condition to hold, or null if it can't. */
  @Nullable KeyState met(Condition condition, KeyState key) {
    return switch (condition) {
      case Condition.Always always -> key;
      case Condition.Absent absent -> key.present() ? null : key;
      case Condition.Present present -> key.present() ? key : null;
      case Condition.AtRevision at ->
          rules.revisions() ? shown(key, at.revision().index()) : key.present() ? key : null;
      case Condition.Holds holds -> holds.value().equals(key.value()) ? key : null;
    };
  }

  /** May the condition fail? */
  boolean mayFail(Condition condition, KeyState key) {
    return switch (condition) {
      case Condition.AtRevision at ->
          !rules.revisions() || !key.exact() || key.revision() != at.revision().index();
      default -> met(condition, key) == null;
    };
  }

  /** The key, present at this revision; null if it can't be. */
  @Nullable KeyState shown(KeyState key, long revision) {
    if (!key.present()) {
      return null;
    } else if (revision == Part.UNTOLD) {
      return key;
    } else if (key.exact()) {
      return key.revision() == revision ? key : null;
    }
    return key.revision() <= revision
        ? new KeyState(key.value(), revision, true, key.lifetime())
        : null;
  }

  private @Nullable KeyState seen(Part.Look look, KeyState key, Task task) {
    if (!(look.result() instanceof Result.Found found)) {
      return key.present() ? null : key;
    }
    Lifetime lifetime = key.lifetime();
    if (look.whole()
        && (!found.value().equals(key.value()) || found.ttl().isPresent() != (lifetime != null))) {
      return null;
    }
    if (found.ttl().isPresent()
        && (lifetime == null
            || !lifetime.mayRemain(found.ttl().get().toNanos(), task.from, task.until, rules))) {
      return null;
    }
    return shown(key, look.revision());
  }

  @Nullable KeyState changed(Part.Change part, KeyState old, Task task, boolean again) {
    return switch (part.change()) {
      case Operation.Set set -> {
        KeyState key = met(set.condition(), old);
        if (key == null
            || (part.result() instanceof Result.Written written
                && written.created() == key.present())) {
          yield null;
        }
        Lifetime lifetime =
            switch (set.expiry()) {
              case Expiry.Never never -> null;
              case Expiry.Keep keep -> key.lifetime();
              case Expiry.After after ->
                  Lifetime.of(task.from, task.stamped, after.ttl().toNanos(), rules);
            };
        yield revised(part.revision(), key, set.value(), lifetime, again);
      }
      case Operation.Delete delete -> {
        KeyState key = met(delete.condition(), old);
        if (key == null
            || (part.result() instanceof Result.Deleted deleted
                && deleted.existed() != key.present())) {
          yield null;
        }
        yield key.present() ? revised(part.revision(), key, null, null, again) : key;
      }
      case Operation.Increment increment -> incremented(part, increment, old, again);
      case Operation.Append append -> {
        Bytes start = old.value() == null ? Bytes.EMPTY : old.value();
        Bytes told = part.result() instanceof Result.Updated updated ? updated.value() : null;
        yield told == null
            ? revised(part, old, values.appended(start, append.suffix()), again)
            : !Values.isUnseen(start) && told.equals(start.concat(append.suffix()))
                ? revised(part, old, told, again)
                : null;
      }
    };
  }

  private @Nullable KeyState incremented(
      Part.Change part, Operation.Increment increment, KeyState old, boolean again) {
    if (old.value() != null && Values.isUnseen(old.value())) {
      return part.result() == null && Values.mayBeNumber(old.value())
          ? revised(part, old, Values.UNSEEN_NUMBER, again)
          : null;
    }
    Long number = old.value() == null ? Long.valueOf(0) : Values.integer(old.value());
    if (number == null || overflows(number, increment.delta())) {
      return null;
    }
    Bytes sum = Values.decimal(number + increment.delta());
    return part.result() instanceof Result.Updated updated
        ? updated.value().equals(sum) ? revised(part, old, sum, again) : null
        : revised(part, old, values.canonical(sum), again);
  }

  /** The key after a change that keeps its time to live. */
  private @Nullable KeyState revised(Part.Change part, KeyState old, Bytes value, boolean again) {
    return revised(part.revision(), old, value, old.lifetime(), again);
  }

  /**
   * The key after a change. All changes of one task are one entry of the log and have its revision,
   * so a second change of a key ({@code again}) need not raise it. Without a value it is deleted.
   */
  @Nullable KeyState revised(
      long revision,
      KeyState old,
      @Nullable Bytes value,
      @Nullable Lifetime lifetime,
      boolean again) {
    if (revision == Part.UNTOLD) {
      boolean exact = again && old.exact() && value != null;
      long lowest = rules.revisions() && !again ? old.revision() + 1 : old.revision();
      return value == null ? KeyState.absent(lowest) : new KeyState(value, lowest, exact, lifetime);
    }
    if (again ? revision < old.revision() : revision <= old.revision()) {
      return null;
    }
    return value == null
        ? KeyState.absent(revision)
        : new KeyState(value, revision, true, lifetime);
  }

  static boolean overflows(long number, long delta) {
    long sum = number + delta;
    return ((number ^ sum) & (delta ^ sum)) < 0;
  }
}
