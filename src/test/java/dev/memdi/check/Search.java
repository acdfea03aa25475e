package dev.memdi.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Looks for an order of one group's tasks that explains every answer, after Wing and Gong ("Testing
 * and verifying concurrent objects", 1993) with Lowe's just-in-time linearization and memory:
 * events are gone through in real-time order, and at the end of a task that is not yet in the
 * order, it is put there, if need be after others that are pending.
 *
 * <pre>
 *   A  |-----set 1-----|           at A's end:  [A]  or  [B A]
 *   B      |-----set 2-----|       at B's end:  [A B], or nothing to do
 *   C                |--get 1--|   at C's end:  only [B A C] has not failed
 * </pre>
 *
 * <p>The most advanced attempt goes on first, so a good history costs little more than one pass.
 * What keeps a bad one, and one with many writes that may or may not have happened, in bounds:
 *
 * <ul>
 *   <li>a pending task that only sees, and sees what is there, is put in the order at once;
 *   <li>an attempt is dropped if an earlier one {@linkplain Configuration#allows allows} all it
 *       does;
 *   <li>no change may take a key's revision past one that is still to be seen or made;
 *   <li>a task without a key in common, even by way of others, with the one that ends can wait;
 *   <li>of optional tasks that are alike only the first is tried, and only to make a pending one
 *       possible: see {@link Relevance}.
 * </ul>
 */
final class Search {
  private final Schedule schedule;
  private final GroupModel model;
  private final Rules rules;
  private final Relevance relevance;
  private final int[] classes;
  private final long budget;
  private long steps;
  private long attempts;

  private final PriorityQueue<Attempt> queue = new PriorityQueue<>();
  private final Map<Integer, List<Remembered>> memory = new HashMap<>();

  Search(List<Task> tasks, int keys, Rules rules, long budget) {
    List<Task> concluded = Inference.conclude(tasks, keys);
    Values[] values = Values.of(concluded, keys);
    List<Task> canonical = new ArrayList<>();
    for (Task task : concluded) {
      canonical.add(
          task.with(task.parts.stream().map(part -> Values.canonical(part, values)).toList()));
    }
    this.schedule = new Schedule(canonical, keys);
    this.model = new GroupModel(rules, values);
    this.rules = rules;
    this.relevance = new Relevance(schedule, model, keys);
    this.classes = classes(schedule);
    this.budget = budget;
  }

  /** What came of it. */
  sealed interface Result {
    /** Such an order exists; this is the state to which one leads. */
    record Explained(List<KeyState> state) implements Result {}

    record Impossible() implements Result {}

    record GivenUp() implements Result {}
  }

  /**
   * At the end {@code event}; {@code alone} if the task that ends is tried without others first.
   */
  private record Attempt(int event, Configuration reached, boolean alone, long number)
      implements Comparable<Attempt> {
    @Override
    public int compareTo(Attempt other) {
      if (event != other.event) {
        return Integer.compare(other.event, event);
      } else if (reached.chosen() != other.reached.chosen()) {
        return Integer.compare(reached.chosen(), other.reached.chosen());
      } else if (effort() != other.effort()) {
        return Integer.compare(effort(), other.effort());
      }
      return Long.compare(number, other.number);
    }

    private int effort() {
      return reached.length() + (alone ? 0 : 1);
    }
  }

  private record Remembered(int event, Configuration reached) {}

  long steps() {
    return steps;
  }

  Result run() {
    long[] bits = new long[schedule.words];
    Result found = advance(0, new Configuration(model.initial(), bits, 0, 0));
    while (found instanceof Result.Impossible && !queue.isEmpty()) {
      if (steps > budget) {
        return new Result.GivenUp();
      }
      found = pursue(queue.remove());
    }
    return found;
  }

  private Result pursue(Attempt attempt) {
    int event = attempt.event();
    int last = schedule.subjects[event];
    if (attempt.alone()) {
      int before = queue.size();
      Result found = follow(event, attempt.reached(), last, false);
      if (!(found instanceof Result.Impossible)) {
        return found;
      }
      if (queue.size() > before) {
        queue.add(new Attempt(event, attempt.reached(), false, attempts++));
        return found;
      }
    }
    long near = near(event, attempt.reached());
    for (int number : schedule.pending(event)) {
      Task task = schedule.task(number);
      if (number != last
          && (task.mask & near) != 0
          && !attempt.reached().holds(schedule.slots[number])) {
        Result found = follow(event, attempt.reached(), number, false);
        if (!(found instanceof Result.Impossible)) {
          return found;
        }
      }
    }
    return choose(event, attempt.reached(), near);
  }

  /** Goes on with the optional tasks that are worth it. */
  private Result choose(int event, Configuration reached, long near) {
    Set<Integer> tried = new HashSet<>();
    for (int i = 0; i < schedule.begun(event); i++) {
      int number = schedule.optional[i];
      if (reached.holds(schedule.slots[number])
          || (schedule.task(number).mask & near) == 0
          || !tried.add(classes[number])) {
        continue;
      }
      Result found = follow(event, reached, number, true);
      if (!(found instanceof Result.Impossible)) {
        return found;
      }
    }
    return new Result.Impossible();
  }

  /** Puts a task next in the order, in each way that the model allows. */
  private Result follow(int event, Configuration reached, int number, boolean optional) {
    Task task = schedule.task(number);
    steps++;
    for (KeyState[] after : model.step(reached.state(), task)) {
      if ((optional && after == reached.state())
          || !timely(event, reached, number, after)
          || (optional && !relevance.of(task, after, event, reached))) {
        continue;
      }
      Configuration next = reached.and(schedule.slots[number], optional, after);
      Result found = advance(event, see(event, next, task.mask));
      if (!(found instanceof Result.Impossible)) {
        return found;
      }
    }
    return new Result.Impossible();
  }

  /** Adds the pending tasks that only see, and see what is there, after {@code changed} changed. */
  private Configuration see(int event, Configuration reached, long changed) {
    Configuration now = reached;
    for (int number : schedule.pending(event)) {
      Task task = schedule.task(number);
      if (task.observes
          && (task.mask & changed) != 0
          && !now.holds(schedule.slots[number])
          && sees(task, now)) {
        now = now.and(schedule.slots[number], false, now.state());
      }
    }
    return now;
  }

  private boolean sees(Task task, Configuration reached) {
    steps++;
    for (KeyState[] after : model.step(reached.state(), task)) {
      if (after == reached.state()) {
        return true;
      }
    }
    return false;
  }

  /** Would the change leave behind a revision that is still to be seen or made? */
  private boolean timely(int event, Configuration reached, int number, KeyState[] after) {
    if (!rules.revisions()) {
      return true;
    }
    for (int key : schedule.task(number).keys) {
      if (after[key] == reached.state()[key]) {
        continue;
      }
      long revision = after[key].revision();
      if (revision > schedule.lowestAfter(event, key)) {
        return false;
      }
      for (int other : schedule.pending(event)) {
        long lowest = schedule.task(other).lowest(key);
        if (other != number
            && lowest != Part.UNTOLD
            && lowest < revision
            && !reached.holds(schedule.slots[other])) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The keys of the task that ends, and of all that share keys with it, or with those, and so on.
   */
  private long near(int event, Configuration reached) {
    long near = schedule.task(schedule.subjects[event]).mask;
    long before;
    do {
      before = near;
      for (int number : schedule.pending(event)) {
        long mask = schedule.task(number).mask;
        if ((mask & near) != 0 && !reached.holds(schedule.slots[number])) {
          near |= mask;
        }
      }
      for (int i = 0; i < schedule.begun(event); i++) {
        int number = schedule.optional[i];
        long mask = schedule.task(number).mask;
        if ((mask & near) != 0 && (mask & ~near) != 0 && !reached.holds(schedule.slots[number])) {
          near |= mask;
        }
      }
    } while (near != before);
    return near;
  }

  /** Goes on to the next end of a task that is not in the order yet. */
  private Result advance(int from, Configuration reached) {
    Configuration now = reached;
    int event = from;
    while (event < schedule.events()) {
      int number = schedule.subjects[event];
      Task task = schedule.task(number);
      int slot = schedule.slots[number];
      if (!schedule.ends[event]) {
        if (task.required() && task.observes && sees(task, now)) {
          now = now.and(slot, false, now.state());
        }
      } else if (now.holds(slot)) {
        now = now.without(slot);
      } else {
        if (isNew(event, now)) {
          queue.add(new Attempt(event, now, true, attempts++));
        }
        return new Result.Impossible();
      }
      event++;
    }
    return new Result.Explained(List.of(now.state()));
  }

  private boolean isNew(int event, Configuration reached) {
    List<Remembered> alike =
        memory.computeIfAbsent(reached.likeness(schedule, event), likeness -> new ArrayList<>(2));
    steps += alike.size() / 32; // long lists take time as well
    for (Remembered one : alike) {
      if (one.event() == event && one.reached().allows(reached, schedule, event)) {
        return false;
      }
    }
    alike.add(new Remembered(event, reached));
    return true;
  }

  /**
   * Numbers the optional tasks by what they do: of those that do the same the one that began first
   * can take the place of any other.
   */
  private static int[] classes(Schedule schedule) {
    record Likeness(List<Part> parts, long stamped) {}

    Map<Likeness, Integer> numbers = new HashMap<>();
    int[] classes = new int[schedule.tasks.size()];
    for (int number : schedule.optional) {
      Task task = schedule.task(number);
      classes[number] =
          numbers.computeIfAbsent(
              new Likeness(task.parts, task.stamped), likeness -> numbers.size());
    }
    return classes;
  }
}
