package dev.memdi.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginnings and ends of a group's tasks in real-time order, and what is pending at each end. A
 * required task has a slot (a bit of a {@link Configuration}) from its beginning to its end, after
 * which another may have it; an optional task, being pending for ever, has one of its own.
 */
final class Schedule {
  final List<Task> tasks;

  /** For each event, the number of its task. */
  final int[] subjects;

  /**
   * For each event, whether it is an end; then the required tasks that are pending, its own too.
   */
  final boolean[] ends;

  private final int[][] pending;

  /** The optional tasks in the order of their beginnings, and how many have begun at each event. */
  final int[] optional;

  private final int[] begun;

  final int[] slots;

  /**
   * How many words of a configuration's bits are for required tasks; the rest is for optional ones.
   */
  final int requiredWords;

  final int words;

  /** For each event, the slots of pending tasks that do nothing but see. */
  private final long[][] observers;

  /** For each key, where required tasks with a revision begin, and the lowest from there on. */
  private final int[][] begins;

  private final long[][] lowest;

  Schedule(List<Task> tasks, int keys) {
    this.tasks = tasks;
    List<long[]> order = new ArrayList<>(); // position, task, 1 if it is an end
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      order.add(new long[] {2L * task.began, i, 0});
      if (task.required()) {
        // One that was found out by a witness ended just before the witness did.
        long position = 2L * task.ended + (task.ended == task.call.ended() ? 1 : 0);
        order.add(new long[] {position, i, 1});
      }
    }
    order.sort(
        Comparator.<long[]>comparingLong(event -> event[0])
            .thenComparingLong(event -> event[2])
            .thenComparingLong(event -> event[1]));
    int events = order.size();
    subjects = new int[events];
    ends = new boolean[events];
    pending = new int[events][];
    begun = new int[events];
    observers = new long[events][];
    slots = new int[tasks.size()];
    optional =
        java.util.stream.IntStream.range(0, tasks.size())
            .filter(i -> !tasks.get(i).required())
            .toArray();
    int required = place(order);
    requiredWords = (required + 63) / 64;
    words = requiredWords + (optional.length + 63) / 64;
    for (int i = 0; i < optional.length; i++) {
      slots[optional[i]] = 64 * requiredWords + i;
    }
    for (int event = 0; event < events; event++) {
      observers[event] = observing(event);
    }
    begins = new int[keys][];
    lowest = new long[keys][];
    for (int key = 0; key < keys; key++) {
      lookAhead(key);
    }
  }

  int events() {
    return subjects.length;
  }

  Task task(int number) {
    return tasks.get(number);
  }

  /** The required tasks that are pending at an end. */
  int[] pending(int event) {
    return pending[event];
  }

  /** How many of {@link #optional} have begun. */
  int begun(int event) {
    return begun[event];
  }

  long[] observers(int event) {
    return observers[event];
  }

  /** The lowest revision of {@code key} that a task beginning after {@code event} saw or made. */
  long lowestAfter(int event, int key) {
    int[] from = begins[key];
    int place = Arrays.binarySearch(from, event);
    place = place < 0 ? -place - 1 : place + 1;
    return place < from.length ? lowest[key][place] : Long.MAX_VALUE;
  }

  /** Fills in the events and the slots of required tasks; returns how many slots these need. */
  private int place(List<long[]> order) {
    List<Integer> now = new ArrayList<>();
    java.util.BitSet taken = new java.util.BitSet();
    int most = 0;
    int optionals = 0;
    for (int event = 0; event < order.size(); event++) {
      int task = (int) order.get(event)[1];
      subjects[event] = task;
      ends[event] = order.get(event)[2] == 1;
      if (ends[event]) {
        pending[event] = now.stream().mapToInt(Integer::intValue).toArray();
        now.remove(Integer.valueOf(task));
        taken.clear(slots[task]);
      } else if (tasks.get(task).required()) {
        pending[event] = new int[0];
        now.add(task);
        slots[task] = taken.nextClearBit(0);
        taken.set(slots[task]);
        most = Math.max(most, taken.length());
      } else {
        pending[event] = new int[0];
        optionals++;
      }
      begun[event] = optionals;
    }
    return most;
  }

  private long[] observing(int event) {
    long[] bits = new long[requiredWords];
    for (int task : pending[event]) {
      if (tasks.get(task).observes) {
        bits[slots[task] >> 6] |= 1L << slots[task];
      }
    }
    return bits;
  }

  private void lookAhead(int key) {
    Map<Integer, Long> found = new HashMap<>();
    for (int event = 0; event < subjects.length; event++) {
      Task task = tasks.get(subjects[event]);
      if (!ends[event] && task.required() && task.lowest(key) != Part.UNTOLD) {
        found.put(event, task.lowest(key));
      }
    }
    int[] from = found.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    long[] least = new long[from.length];
    long so = Long.MAX_VALUE;
    for (int i = from.length - 1; i >= 0; i--) {
      so = Math.min(so, found.getOrDefault(from[i], Long.MAX_VALUE));
      least[i] = so;
    }
    begins[key] = from;
    lowest[key] = least;
  }
}
