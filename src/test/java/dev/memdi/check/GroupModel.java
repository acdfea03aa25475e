package dev.memdi.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sequential specification of a group of keys: what a memdi that does one thing after the other
 * would do, and whether that is what the client was told. A state is an array of key states that is
 * never written to once it is handed out.
 */
final class GroupModel {
  private final KeyModel[] models;

  GroupModel(Rules rules, Values[] values) {
    models = Arrays.stream(values).map(v -> new KeyModel(rules, v)).toArray(KeyModel[]::new);
  }

  KeyState[] initial() {
    KeyState[] state = new KeyState[models.length];
    Arrays.fill(state, KeyState.ABSENT);
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
      boolean again = old != before[key] && changes(task, key, i);
      KeyState next = models[key].after(part, old, task, again);
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
}
