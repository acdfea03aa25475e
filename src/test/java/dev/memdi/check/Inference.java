package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An optional write whose value was seen did happen, before whoever saw it was answered, provided
 * that nothing else can have made that value. Known for certain it costs the search nothing, while
 * every write that may or may not have happened can double its work. (With reads mapped to their
 * writes, checking a register is polynomial: Gibbons and Korach, "Testing shared memories", 1997.)
 */
final class Inference {
  private final Task[] tasks;

  /** For each key, the only task that can have made a value; null if there are several. */
  private final Map<Made, @Nullable Task> makers = new HashMap<>();

  /** Whether a value of the key, or its revision, may come from elsewhere than from a set. */
  private final boolean[] reworked;

  private final boolean[] increments;
  private final List<Task> toAsk = new ArrayList<>();
  private final Map<Task, Integer> places = new HashMap<>();

  private record Made(int key, Bytes value) {}

  private Inference(List<Task> tasks, int keys) {
    this.tasks = tasks.toArray(Task[]::new);
    this.reworked = new boolean[keys];
    this.increments = new boolean[keys];
    for (int i = 0; i < this.tasks.length; i++) {
      Task task = this.tasks[i];
      places.put(task, i);
      task.parts.forEach(part -> note(task, part));
    }
  }

  /** The tasks, in their order, with those required that must have happened. */
  static List<Task> conclude(List<Task> tasks, int keys) {
    if (tasks.stream().allMatch(Task::required)) {
      return tasks;
    }
    Inference inference = new Inference(tasks, keys);
    tasks.stream().filter(Task::required).forEach(inference.toAsk::add);
    while (!inference.toAsk.isEmpty()) {
      inference.ask(inference.toAsk.removeLast());
    }
    return List.of(inference.tasks);
  }

  private void note(Task task, Part part) {
    switch (part) {
      case Part.Change change -> note(task, change);
      case Part.Edit edit -> reworked[edit.key()] = true;
      case Part.Copy copy -> reworked[copy.to()] = true;
      case Part.Attempt attempt -> attempt.parts().forEach(one -> note(task, one));
      case Part.Check _, Part.Look _, Part.Population _, Part.Denied _ -> {}
    }
  }

  private void note(Task task, Part.Change change) {
    switch (change.change()) {
      case Operation.Set set -> {
        Made made = new Made(change.key(), set.value());
        makers.put(made, makers.containsKey(made) ? null : task);
      }
      case Operation.Increment increment -> increments[change.key()] = true;
      case Operation.Append append -> reworked[change.key()] = true;
      case Operation.Delete delete -> {}
    }
  }

  /** What did {@code witness}, which took effect before it ended, find? */
  private void ask(Task witness) {
    for (int i = 0; i < witness.keys.length; i++) {
      Demand demand = witness.demands[i];
      Bytes value = demand.value();
      if (value == null
          || reworked[witness.keys[i]]
          || (increments[witness.keys[i]] && Values.integer(value) != null)) {
        continue;
      }
      Task maker = makers.get(new Made(witness.keys[i], value));
      if (maker != null && maker.call.id() != witness.call.id()) {
        conclude(maker, witness, witness.keys[i], demand.revision());
      }
    }
  }

  private void conclude(Task maker, Task witness, int key, long revision) {
    int place = places.getOrDefault(maker, -1);
    Task known = tasks[place];
    if (maker.required() || witness.ended <= known.began) {
      return; // it certainly happened anyway, or the witness saw what was not yet asked for
    }
    List<Part> parts = new ArrayList<>();
    for (Part part : known.parts) {
      parts.add(
          part instanceof Part.Change(int of, var change, var result, long told)
                  && of == key
                  && told == Part.UNTOLD
                  && known.made[known.place(key)] == Part.UNTOLD
              ? new Part.Change(of, change, result, revision)
              : part);
    }
    if (known.ended > witness.ended || !parts.equals(known.parts)) {
      Task concluded =
          known.ended > witness.ended
              ? known.by(witness.ended, witness.until, parts)
              : known.with(parts);
      tasks[place] = concluded;
      toAsk.add(concluded);
    }
  }
}
