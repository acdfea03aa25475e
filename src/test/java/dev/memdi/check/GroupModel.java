package dev.memdi.check;

import dev.memdi.api.Result;
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
    List<KeyState[]> after = new ArrayList<>(1);
    for (int choice = 0; choice < 1 << undecided.size(); choice++) {
      KeyState[] chosen = now;
      for (int i = 0; i < undecided.size(); i++) {
        if ((choice & 1 << i) != 0) {
          chosen = expired(chosen, undecided.get(i), chosen == now);
        }
      }
      apply(new Doing(chosen, task), chosen, 0, after);
    }
    return after;
  }

  private static KeyState[] expired(KeyState[] state, int key, boolean copy) {
    KeyState[] after = copy ? state.clone() : state;
    after[key] = KeyState.absent(state[key].revision());
    return after;
  }

  /** A task that is being done, and the state before it. */
  private record Doing(KeyState[] before, Task task) {
    /** Whether the key, in its present state, may have been changed by the first parts. */
    boolean again(KeyState old, int key, int parts) {
      return old != before[key]
          && task.parts.subList(0, parts).stream()
              .anyMatch(part -> Task.mayChange(part) && part.keys().contains(key));
    }
  }

  /** Adds the states in which the parts from {@code from} on may leave {@code reached}. */
  private void apply(Doing doing, KeyState[] reached, int from, List<KeyState[]> after) {
    KeyState[] now = reached;
    for (int place = from; place < doing.task.parts.size(); place++) {
      Part part = doing.task.parts.get(place);
      if (part instanceof Part.Attempt attempt) {
        if (mayFail(doing, attempt, now, place)) {
          apply(doing, now, place + 1, after);
        }
        for (int i = 0; now != null && i < attempt.parts().size(); i++) {
          now = apply(doing, attempt.parts().get(i), now, place + 1);
        }
      } else if (part instanceof Part.Denied denied) {
        for (KeyState state : models[denied.key()].denied(denied, now[denied.key()], doing.task)) {
          apply(doing, with(now, denied.key(), state), place + 1, after);
        }
        return;
      } else {
        now = apply(doing, part, now, place);
      }
      if (now == null) {
        return;
      }
    }
    after.add(now);
  }

  private KeyState @Nullable [] apply(Doing doing, Part part, KeyState[] now, int place) {
    return switch (part) {
      case Part.Population population -> populated(now, population, doing.task) ? now : null;
      case Part.Copy copy -> copied(doing, copy, now, place);
      case Part.Check _, Part.Change _, Part.Edit _, Part.Look _ -> {
        int key = part.keys().getFirst();
        boolean again = doing.again(now[key], key, place);
        yield with(now, key, models[key].after(part, now[key], doing.task, again));
      }
      case Part.Denied _, Part.Attempt _ ->
          throw new IllegalArgumentException("of several states: " + part);
    };
  }

  private static KeyState @Nullable [] with(KeyState[] now, int key, @Nullable KeyState next) {
    if (next == null || next == now[key]) {
      return next == null ? null : now;
    }
    KeyState[] after = now.clone();
    after[key] = next;
    return after;
  }

  private KeyState @Nullable [] copied(Doing doing, Part.Copy copy, KeyState[] now, int place) {
    KeyState from = now[copy.from()];
    KeyState to = now[copy.to()];
    if (mayRefuse(copy, now)
        || (copy.result() instanceof Result.Written written && written.created() == to.present())) {
      return null;
    } else if (copy.from() == copy.to()) {
      return now;
    }
    boolean again = doing.again(to, copy.to(), place);
    KeyState made =
        models[copy.to()].revised(copy.revision(), to, from.value(), from.lifetime(), again);
    KeyState[] after = with(now, copy.to(), made);
    if (after == null || !copy.step().move()) {
      return after;
    }
    again = doing.again(from, copy.from(), place);
    KeyState gone = models[copy.from()].revised(copy.revision(), from, null, null, again);
    return with(after, copy.from(), gone);
  }

  private static boolean mayRefuse(Part.Copy copy, KeyState[] now) {
    return !now[copy.from()].present() || (now[copy.to()].present() && !copy.step().replace());
  }

  private boolean mayFail(Doing doing, Part.Attempt attempt, KeyState[] reached, int place) {
    KeyState[] now = reached;
    for (Part part : attempt.parts()) {
      boolean mayRefuse =
          part instanceof Part.Copy copy
              ? mayRefuse(copy, now)
              : models[part.keys().getFirst()].mayRefuse(part, now[part.keys().getFirst()]);
      KeyState[] next = mayRefuse ? null : apply(doing, part, now, place + 1);
      if (next == null) {
        return true;
      }
      now = next;
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
