package dev.memdi.check;

import dev.memdi.api.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Revisions are indices of a shard's log. So within a shard, across all its keys, a write has a
 * larger one than anything that anybody had been shown before the write was invoked, and no two
 * writes have the same. This is cheap to see, and it sees two leaders, or a log written anew, where
 * the keys alone show nothing.
 */
final class RevisionOrder {
  private final Universe universe;
  private final Map<Integer, Shown> newest = new HashMap<>();
  private final Map<Made, Task> makers = new HashMap<>();

  private record Shown(long revision, Task by) {}

  private record Made(int shard, long revision) {}

  private RevisionOrder(Universe universe) {
    this.universe = universe;
  }

  static Optional<Broken> judge(List<Task> tasks, Universe universe) {
    return new RevisionOrder(universe).judge(tasks);
  }

  private Optional<Broken> judge(List<Task> tasks) {
    List<Task> required = new ArrayList<>(tasks.stream().filter(Task::required).toList());
    required.sort(Comparator.comparingInt(task -> task.began));
    PriorityQueue<Task> running = new PriorityQueue<>(Comparator.comparingInt(task -> task.ended));
    for (Task task : required) {
      while (!running.isEmpty() && running.peek().ended < task.began) {
        remember(running.remove());
      }
      running.add(task);
      Shown before = newest.get(shard(task));
      long revision = Part.UNTOLD;
      for (int i = 0; i < task.keys.length; i++) {
        long made = task.made[i];
        if (made == Part.UNTOLD) {
          continue;
        }
        if (revision != Part.UNTOLD && revision != made) {
          return broken(task, task, "one write to a shard has two revisions");
        }
        revision = made;
        if (before != null && before.revision() >= made) {
          return broken(before.by(), task, "revisions go backwards within a shard");
        }
        Task maker = makers.putIfAbsent(new Made(shard(task), made), task);
        if (maker != null && maker != task) {
          return broken(maker, task, "two writes to a shard have one revision");
        }
      }
    }
    return Optional.empty();
  }

  private void remember(Task task) {
    long revision = Part.UNTOLD;
    for (int i = 0; i < task.keys.length; i++) {
      revision = Math.max(revision, Math.max(task.made[i], task.lowest(task.keys[i])));
    }
    Shown before = newest.get(shard(task));
    if (revision != Part.UNTOLD && (before == null || before.revision() < revision)) {
      newest.put(shard(task), new Shown(revision, task));
    }
  }

  private int shard(Task task) {
    return universe.shard(task.keys[0]);
  }

  private Optional<Broken> broken(Task one, Task other, String reason) {
    Set<Key> keys = new HashSet<>();
    for (int key : one.keys) {
      keys.add(universe.key(key));
    }
    for (int key : other.keys) {
      keys.add(universe.key(key));
    }
    List<Call> calls = one == other ? List.of(one.call) : List.of(one.call, other.call);
    return Optional.of(new Broken(keys, calls, reason));
  }
}
