package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequential specification of a group of keys: what a memdi that does one thing after the other
 * would do, and whether that is what the client was told. A state is an array of key states that is
 * never written to once it is handed out.
 *
 * <p>Where a result shows the revision of a key of which it was not known, the key has it from then
 * on; every change gives its key a larger one than all changes before.
 */
final class KeyModel {
  private final Rules rules;
  private final Values[] values;

  KeyModel(Rules rules, Values[] values) {
    this.rules = rules;
    this.values = values;
  }

  KeyState[] initial() {
    KeyState[] state = new KeyState[values.length];
    java.util.Arrays.fill(state, KeyState.ABSENT);
    return state;
  }

  /**
   * The states in which {@code task} may leave {@code before}: none if it can't have taken place
   * there and have had its result, several if a key may or may not have expired, and {@code before}
   * itself, the same array, if it changed nothing and told nothing new.
   */
  List<KeyState[]> step(KeyState[] before, Task task) {
    KeyState[] now = before;
    List<Integer> undecided = List.of();
    for (int i = 0; i < task.keys.length; i++) {
      int key = task.keys[i];
      Lifetime lifetime = before[key].lifetime();
      if (lifetime == null) {
        continue;
      }
      boolean maySee = lifetime.maySee(task.from);
      boolean mayMiss = lifetime.mayMiss(task.until);
      Demand.Presence wanted = task.demands[i].presence();
      if (!maySee || (mayMiss && wanted == Demand.Presence.ABSENT)) {
        now = expired(now, key, now == before);
      } else if (mayMiss && wanted == Demand.Presence.EITHER) {
        undecided = undecided.isEmpty() ? new ArrayList<>() : undecided;
        undecided.add(key);
      }
    }
    if (undecided.isEmpty()) {
      KeyState[] after = apply(now, task);
      return after == null ? List.of() : List.<KeyState[]>of(after);
    }
    List<KeyState[]> after = new ArrayList<>();
    for (int choice = 0; choice < 1 << undecided.size(); choice++) {
      KeyState[] chosen = now;
      for (int i = 0; i < undecided.size(); i++) {
        if ((choice & 1 << i) != 0) {
          chosen = expired(chosen, undecided.get(i), chosen == now);
        }
      }
      KeyState[] next = apply(chosen, task);
      if (next != null) {
        after.add(next);
      }
    }
    return after;
  }

  private static KeyState[] expired(KeyState[] state, int key, boolean copy) {
    KeyState[] after = copy ? state.clone() : state;
    after[key] = KeyState.absent(state[key].revision());
    return after;
  }

  private KeyState @Nullable [] apply(KeyState[] before, Task task) {
    KeyState[] now = before;
    for (int i = 0; i < task.parts.size(); i++) {
      Part part = task.parts.get(i);
      if (part instanceof Part.Population population) {
        if (!populated(now, population, task)) {
          return null;
        }
        continue;
      }
      int key = Task.keyOf(part);
      KeyState old = now[key];
      KeyState next =
          switch (part) {
            case Part.Check check -> met(check.condition(), old);
            case Part.Look look -> seen(look, old, task);
            case Part.Denied denied -> denied(denied, old, task);
            case Part.Change change -> changed(change, old, task, changes(task, key, i));
            case Part.Population population -> throw new AssertionError(population);
          };
      if (next == null) {
        return null;
      }
      if (next != old) {
        now = now == before ? before.clone() : now;
        now[key] = next;
      }
    }
    return now;
  }

  /** Does a part before {@code end} change {@code key} already? */
  private static boolean changes(Task task, int key, int end) {
    for (int i = 0; i < end; i++) {
      if (task.parts.get(i) instanceof Part.Change change && change.key() == key) {
        return true;
      }
    }
    return false;
  }

  /** Which of the keys had expired is not asked: a count says too little of it to be held to it. */
  private static boolean populated(KeyState[] state, Part.Population population, Task task) {
    long most = 0;
    long least = 0;
    for (int key : population.keys()) {
      if (state[key].present()) {
        Lifetime lifetime = state[key].lifetime();
        most++;
        least += lifetime == null || !lifetime.mayMiss(task.until) ? 1 : 0;
      }
    }
    return least <= population.most() && most >= population.least();
  }

  /** The key as it must be for the condition to hold, or null if it can't. */
  private @Nullable KeyState met(Condition condition, KeyState key) {
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
  private boolean mayFail(Condition condition, KeyState key) {
    return switch (condition) {
      case Condition.AtRevision at ->
          !rules.revisions() || !key.exact() || key.revision() != at.revision().index();
      default -> met(condition, key) == null;
    };
  }

  /** The key, present at this revision; null if it can't be. */
  private @Nullable KeyState shown(KeyState key, long revision) {
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

  /**
   * Of several reasons to refuse, the store may name any: what it named must be true of the key, as
   * far as the operation's own earlier changes of that key leave it. The revision that it named is
   * the one that others see only if there are none.
   */
  private @Nullable KeyState denied(Part.Denied denied, KeyState key, Task task) {
    KeyState told =
        denied.revision() == Part.UNTOLD || !(denied.refusal() instanceof Refusal.ConditionFailed)
            ? key
            : denied.revision() == 0 ? (key.present() ? null : key) : shown(key, denied.revision());
    boolean direct = told != null && refuses(denied, told, false, task);
    boolean behind = Part.Denied.behind(denied.tried()) && refuses(denied, key, true, task);
    return behind ? key : direct ? told : null;
  }

  /**
   * Is there a reason among the parts before, or behind, the operation's first change of the key?
   */
  private boolean refuses(Part.Denied denied, KeyState key, boolean behind, Task task) {
    KeyState now = key;
    boolean changed = false;
    for (Part part : denied.tried()) {
      if (changed && !behind) {
        return false;
      }
      if (changed == behind && refuses(denied.refusal(), part, now)) {
        return true;
      }
      KeyState next =
          part instanceof Part.Change change
              ? changed(change, now, task, changed)
              : part instanceof Part.Check check ? met(check.condition(), now) : null;
      if (next == null) {
        return false; // refused here, for another reason than was given
      }
      now = next;
      changed |= part instanceof Part.Change;
    }
    return false;
  }

  private boolean refuses(Refusal why, Part part, KeyState key) {
    Operation.Change change = part instanceof Part.Change(var k, var c, var r, var n) ? c : null;
    return switch (why) {
      case Refusal.ConditionFailed failed ->
          switch (part) {
            case Part.Check check -> mayFail(check.condition(), key);
            case Part.Change(var k, Operation.Set set, var r, var n) ->
                mayFail(set.condition(), key);
            case Part.Change(var k, Operation.Delete delete, var r, var n) ->
                mayFail(delete.condition(), key);
            default -> false;
          };
      case Refusal.NotAnInteger notAnInteger ->
          change instanceof Operation.Increment
              && key.value() != null
              && Values.integer(key.value()) == null;
      case Refusal.Overflow overflow ->
          change instanceof Operation.Increment increment
              && key.value() != null
              && Values.integer(key.value()) instanceof Long number
              && overflows(number, increment.delta());
      default -> false;
    };
  }

  private @Nullable KeyState changed(Part.Change part, KeyState old, Task task, boolean again) {
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
        yield revised(part, key, set.value(), lifetime, again);
      }
      case Operation.Delete delete -> {
        KeyState key = met(delete.condition(), old);
        if (key == null
            || (part.result() instanceof Result.Deleted deleted
                && deleted.existed() != key.present())) {
          yield null;
        }
        yield key.present() ? revised(part, key, null, null, again) : key;
      }
      case Operation.Increment increment -> {
        Long number = old.value() == null ? Long.valueOf(0) : Values.integer(old.value());
        yield number == null || overflows(number, increment.delta())
            ? null
            : updated(part, old, Values.decimal(number + increment.delta()), again);
      }
      case Operation.Append append ->
          updated(
              part,
              old,
              old.value() == null ? append.suffix() : old.value().concat(append.suffix()),
              again);
    };
  }

  private @Nullable KeyState updated(Part.Change part, KeyState old, Bytes value, boolean again) {
    if (part.result() instanceof Result.Updated updated) {
      // A value that makes no difference is not one that anybody was told.
      return updated.value().equals(value) && old.value() != Values.UNSEEN
          ? revised(part, old, value, old.lifetime(), again)
          : null;
    }
    Bytes kept = old.value() == Values.UNSEEN ? Values.UNSEEN : values[part.key()].canonical(value);
    return revised(part, old, kept, old.lifetime(), again);
  }

  /**
   * The key after a change. All changes of one task are one entry of the log and have its revision,
   * so a second change of a key ({@code again}) need not raise it.
   */
  private @Nullable KeyState revised(
      Part.Change part,
      KeyState old,
      @Nullable Bytes value,
      @Nullable Lifetime lifetime,
      boolean again) {
    long revision = part.revision();
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

  private static boolean overflows(long number, long delta) {
    long sum = number + delta;
    return ((number ^ sum) & (delta ^ sum)) < 0;
  }
}
