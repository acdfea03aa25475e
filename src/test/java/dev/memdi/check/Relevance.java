package dev.memdi.check;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;

/**
 * Whether it can be of use to put an optional task next in the order. It never has to be there: if
 * nobody depends on it, the order without it is as good, and if somebody does, but later, then it
 * can wait until then. So it is tried only if a pending required task that shares a key with it
 *
 * <ul>
 *   <li>is not possible as things are, and may become so by this one, perhaps with more to follow,
 *       or
 *   <li>is possible, but would leave the key in another state after this one than without it.
 * </ul>
 *
 * Tasks that tie several keys are always tried.
 *
 * <p>To say "useful" too often costs time; to say it too seldom would accuse the innocent.
 */
final class Relevance {
  private final Schedule schedule;
  private final GroupModel model;

  /** Whether an optional task appends to the key, and how far all that add to it can move it. */
  private final boolean[] appends;

  private final long[] reach;

  /** Whether the key ever has a time to live. */
  private final boolean[] mortal;

  /** Whether an optional task of the key has conditions or results. */
  private final boolean[] choosy;

  /** Whether an optional task of the key has more to do than one thing, so that it ties keys. */
  private final boolean[] tied;

  /** For each key, the revisions that required tasks made. */
  private final java.util.Set<?>[] made;

  Relevance(Schedule schedule, GroupModel model, int keys) {
    this.schedule = schedule;
    this.model = model;
    this.appends = new boolean[keys];
    this.reach = new long[keys];
    this.mortal = new boolean[keys];
    this.choosy = new boolean[keys];
    this.tied = new boolean[keys];
    this.made = new java.util.Set<?>[keys];
    for (int key = 0; key < keys; key++) {
      made[key] = made(key);
    }
    for (Task task : schedule.tasks) {
      task.parts.forEach(part -> note(task, part));
      if (!task.required() && (task.parts.size() > 1 || task.keys.length > 1)) {
        for (int key : task.keys) {
          tied[key] = true;
        }
      }
    }
  }

  private java.util.Set<Long> made(int key) {
    java.util.Set<Long> revisions = new java.util.HashSet<>();
    for (Task task : schedule.tasks) {
      int place = task.place(key);
      if (task.required() && place >= 0 && task.made[place] != Part.UNTOLD) {
        revisions.add(task.made[place]);
      }
    }
    return revisions;
  }

  private void note(Task task, Part part) {
    switch (part) {
      case Part.Change change -> note(task, change);
      case Part.Attempt attempt -> attempt.parts().forEach(one -> note(task, one));
      case Part.Edit _, Part.Copy _ -> {
        for (int key : part.keys()) {
          mortal[key] = true;
        }
      }
      case Part.Check _, Part.Look _, Part.Population _, Part.Denied _ -> {}
    }
    if (!task.required() && !(part instanceof Part.Change) && Task.mayChange(part)) {
      part.keys().forEach(key -> choosy[key] = true);
    }
  }

  private void note(Task task, Part.Change part) {
    boolean plain =
        switch (part.change()) {
          case Operation.Set set -> {
            mortal[part.key()] |= set.expiry() instanceof Expiry.After;
            yield set.condition() instanceof Condition.Always
                && !(set.expiry() instanceof Expiry.Keep);
          }
          case Operation.Delete delete -> delete.condition() instanceof Condition.Always;
          case Operation.Increment increment -> {
            if (!task.required()) {
              reach[part.key()] = Values.farther(reach[part.key()], increment.delta());
            }
            yield true;
          }
          case Operation.Append append -> {
            appends[part.key()] |= !task.required();
            yield true;
          }
        };
    choosy[part.key()] |= !task.required() && (!plain || part.result() != null);
  }

  /** Can {@code chosen}, which would lead from {@code reached} to {@code after}, be of use? */
  boolean of(Task chosen, KeyState[] after, int event, Configuration reached) {
    for (int key : chosen.keys) {
      if (tied[key]) {
        return true; // it may serve another optional task, which serves a required one elsewhere
      }
    }
    for (int number : schedule.pending(event)) {
      Task pending = schedule.task(number);
      if ((pending.mask & chosen.mask) == 0 || reached.holds(schedule.slots[number])) {
        continue;
      }
      for (int key : chosen.keys) {
        int place = pending.place(key);
        if (place >= 0
            && (pending.carries(key, mortal[key])
                || (wants(pending, key, reached)
                    && (choosy[key] || leadsTo(after[key], pending.demands[place], key))))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Does the pending task wait for another state of the key? One that only sees it does, or it
   * would be in the order by now; one that sets it does not care, as long as it is possible.
   */
  private boolean wants(Task pending, int key, Configuration reached) {
    return pending.observes
        || pending.on(key).stream().noneMatch(Task::mayChange)
        || model.step(reached.state(), pending).isEmpty();
  }

  /** Is this what is wanted, or can increments and appends lead from here to it? */
  private boolean leadsTo(KeyState state, Demand wanted, int key) {
    if (wanted.revision() != Part.UNTOLD && made[key].contains(wanted.revision())) {
      return false; // that revision is known to be another's
    }
    if (wanted.metBy(state)) {
      return true;
    }
    if (wanted.presence() == Demand.Presence.ABSENT) {
      return state.lifetime() != null;
    }
    if (wanted.value() == null) {
      return appends[key] || reach[key] > 0;
    }
    return Values.mayBecome(state.value(), wanted.value(), reach[key], appends[key])
        || (state.lifetime() != null
            && Values.mayBecome(null, wanted.value(), reach[key], appends[key]));
  }
}
