package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Revisions are indices of a shard's log. So a key that was seen at one is never seen at a smaller
 * one by whoever asks later, and has one value at each; and within a shard, across all its keys, a
 * write has a larger one than anything that anybody had been shown before the write was invoked,
 * and no two writes have the same. This is cheap to see and easy to explain, and it sees two
 * leaders, or a log written anew, where the keys alone show nothing.
 */
final class RevisionOrder {
  private final List<Task> tasks;
  private final Universe universe;

  /** The newest revision that was shown, by the shard and by the key. */
  private final Map<Integer, Shown> newestOfShard = new HashMap<>();

  private final Map<Integer, Shown> newestOfKey = new HashMap<>();
  private final Map<Made, Task> makers = new HashMap<>();
  private final Map<At, Held> values = new HashMap<>();

  private record Shown(long revision, Task by) {}

  private record Made(int shard, long revision) {}

  private record At(int key, long revision) {}

  private record Held(Bytes value, Task by) {}

  private RevisionOrder(List<Task> tasks, Universe universe) {
    this.tasks = tasks;
    this.universe = universe;
  }

  static Optional<Broken> judge(List<Task> tasks, Universe universe) {
    return new RevisionOrder(tasks, universe).judge();
  }

  private Optional<Broken> judge() {
    List<Task> required = new ArrayList<>(tasks.stream().filter(Task::required).toList());
    required.sort(Comparator.comparingInt(task -> task.began));
    PriorityQueue<Task> running = new PriorityQueue<>(Comparator.comparingInt(task -> task.ended));
    for (Task task : required) {
      while (!running.isEmpty() && running.peek().ended < task.began) {
        remember(running.remove());
      }
      running.add(task);
      Optional<Broken> broken = seen(task).or(() -> made(task)).or(() -> held(task));
      if (broken.isPresent()) {
        return broken;
      }
    }
    return Optional.empty();
  }

  private Optional<Broken> seen(Task task) {
    for (int key : task.keys) {
      Shown before = newestOfKey.get(key);
      long lowest = task.lowest(key);
      if (lowest != Part.UNTOLD && before != null && lowest < before.revision()) {
        return broken(before.by(), task, "after a revision of a key, an older one is shown");
      }
    }
    return Optional.empty();
  }

  private Optional<Broken> made(Task task) {
    Shown before = newestOfShard.get(shard(task));
    long revision = Part.UNTOLD;
    for (long made : task.made) {
      if (made == Part.UNTOLD) {
        continue;
      } else if (revision != Part.UNTOLD && revision != made) {
        return broken(task, task, "one write to a shard has two revisions");
      } else if (before != null && before.revision() >= made) {
        return broken(before.by(), task, "revisions go backwards within a shard");
      }
      Task maker = makers.putIfAbsent(new Made(shard(task), made), task);
      if (maker != null && maker != task) {
        return broken(maker, task, "two writes to a shard have one revision");
      }
      revision = made;
    }
    return Optional.empty();
  }

  private Optional<Broken> held(Task task) {
    for (int key : task.keys) {
      Part last = task.on(key).getLast(); // what it made before that, nobody saw
      Bytes value =
          switch (last) {
            case Part.Look(int k, Result.Found found, boolean whole, long r) when whole ->
                found.value();
            case Part.Change(int k, Operation.Set set, var result, long r) -> set.value();
            case Part.Change(int k, var change, Result.Updated updated, long r) -> updated.value();
            case Part.Edit(int k, var step, Result.Updated updated, long r) -> updated.value();
            default -> null;
          };
      long revision = last instanceof Part.Look look ? look.revision() : task.made[task.place(key)];
      if (value != null && revision != Part.UNTOLD) {
        Held before = values.putIfAbsent(new At(key, revision), new Held(value, task));
        if (before != null && !before.value().equals(value)) {
          return broken(before.by(), task, "a key has two values at one revision");
        }
      }
    }
    return Optional.empty();
  }

  private void remember(Task task) {
    for (int i = 0; i < task.keys.length; i++) {
      long shown = Math.max(task.made[i], task.lowest(task.keys[i]));
      if (shown != Part.UNTOLD) {
        newestOfShard.merge(shard(task), new Shown(shown, task), RevisionOrder::newer);
        newestOfKey.merge(task.keys[i], new Shown(shown, task), RevisionOrder::newer);
      }
    }
  }

  private static Shown newer(Shown one, Shown other) {
    return other.revision() > one.revision() ? other : one;
  }

  private int shard(Task task) {
    return universe.shard(task.keys[0]);
  }

  private Optional<Broken> broken(Task one, Task other, String reason) {
    Set<Key> keys =
        IntStream.concat(IntStream.of(one.keys), IntStream.of(other.keys))
            .mapToObj(universe::key)
            .collect(Collectors.toSet());
    return Optional.of(new Broken(keys, List.of(one.call, other.call), reason));
  }
}
