package dev.memdi.check;

import dev.memdi.api.Expiry;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * What one call does to one shard, at one point in time between {@code began} and {@code ended}
 * (positions in the history; an optional task never ends). {@code from} and {@code until} are the
 * times of the same, {@code stamped} the time by which the leader must have stamped its times to
 * live.
 */
final class Task {
  final Call call;
  final int began;
  final int ended;
  final long from;
  final long until;
  final long stamped;
  final List<Part> parts;

  /** The keys of the parts, ascending; what follows is aligned with them. */
  final int[] keys;

  final Demand[] demands;

  /** The lowest revision of the key that this task saw or made, or UNTOLD: it can't come later. */
  private final long[] lowest;

  /** The revision that this task gave the key, or UNTOLD. */
  final long[] made;

  /** Whether the key's value, its time to live, after the task depends on the one before it. */
  private final boolean[] carriesValue;

  private final boolean[] carriesLife;

  /** One bit for each key, modulo 64: tasks without a common bit have no key in common. */
  final long mask;

  /** Whether all it does is to see. */
  final boolean observes;

  private Task(
      Call call, int began, int ended, long from, long until, long stamped, List<Part> parts) {
    this.call = call;
    this.began = began;
    this.ended = ended;
    this.from = from;
    this.until = until;
    this.stamped = stamped;
    this.parts = List.copyOf(parts);
    this.keys = keys(parts);
    this.demands = new Demand[keys.length];
    this.lowest = new long[keys.length];
    this.made = new long[keys.length];
    this.carriesValue = new boolean[keys.length];
    this.carriesLife = new boolean[keys.length];
    long bits = 0;
    for (int i = 0; i < keys.length; i++) {
      List<Part> local = on(keys[i]);
      demands[i] = Demand.of(local);
      made[i] = made(local, keys[i]);
      lowest[i] = demands[i].revision() != Part.UNTOLD ? demands[i].revision() : made[i];
      carriesValue[i] = carries(local, Task::carriesValue);
      carriesLife[i] = carries(local, Task::carriesLife);
      bits |= 1L << keys[i]; // Java shifts modulo 64
    }
    this.mask = bits;
    this.observes = parts.stream().noneMatch(Task::mayChange);
  }

  static Task required(Call call, List<Part> parts) {
    return new Task(
        call,
        call.began(),
        call.ended(),
        call.invokedAt(),
        call.completedAt(),
        call.completedAt(),
        parts);
  }

  static Task optional(Call call, List<Part> parts) {
    boolean answered = call.outcome().isPresent() && tells(parts);
    long stamped = answered ? call.completedAt() : Call.NEVER;
    return new Task(
        call, call.began(), Call.NEVER_ENDED, call.invokedAt(), Call.NEVER, stamped, parts);
  }

  /**
   * The same task, known to have taken effect by {@code position}, with what is known of it now.
   */
  Task by(int position, long time, List<Part> parts) {
    return new Task(call, began, position, from, time, Math.min(stamped, time), parts);
  }

  Task with(List<Part> parts) {
    return new Task(call, began, ended, from, until, stamped, parts);
  }

  Task numbered(IntUnaryOperator anew) {
    return with(parts.stream().map(part -> part.numbered(anew)).toList());
  }

  boolean required() {
    return ended != Call.NEVER_ENDED;
  }

  long lowest(int key) {
    int i = place(key);
    return i < 0 ? Part.UNTOLD : lowest[i];
  }

  /**
   * Whether the key's state after the task depends on its state before it, although the task was
   * possible there; {@code mortal} says whether the key ever has a time to live.
   */
  boolean carries(int key, boolean mortal) {
    int i = place(key);
    return i >= 0 && (carriesValue[i] || (mortal && carriesLife[i]));
  }

  /** Where {@code key} stands in {@link #keys}; negative if it doesn't. */
  int place(int key) {
    return java.util.Arrays.binarySearch(keys, key);
  }

  /** The parts that concern {@code key}, in order. */
  List<Part> on(int key) {
    List<Part> local = new ArrayList<>(parts.size());
    for (Part part : parts) {
      if (part.keys().contains(key)) {
        local.add(part);
      }
    }
    return local;
  }

  private static int[] keys(List<Part> parts) {
    TreeSet<Integer> keys = new TreeSet<>();
    parts.forEach(part -> keys.addAll(part.keys()));
    return keys.stream().mapToInt(Integer::intValue).toArray();
  }

  private static long made(List<Part> local, int key) {
    long made = Part.UNTOLD;
    for (Part part : local) {
      made =
          switch (part) {
            case Part.Change change -> change.revision();
            case Part.Edit edit when edit.revision() != Part.UNTOLD -> edit.revision();
            case Part.Copy copy when copy.changes(key) -> copy.revision();
            default -> made; // all changes of a task have one revision
          };
    }
    return made;
  }

  private static boolean tells(List<Part> parts) {
    return parts.stream()
        .anyMatch(part ->
            switch (part) {
              case Part.Change change -> change.result() != null;
              case Part.Edit edit -> edit.result() != null;
              case Part.Copy copy -> copy.result() != null;
              default -> false;
            });
  }

  static boolean mayChange(Part part) {
    return switch (part) {
      case Part.Change change ->
          !(change.result() instanceof Result.Deleted deleted && !deleted.existed());
      case Part.Edit _, Part.Copy _, Part.Attempt _ -> true;
      case Part.Check _, Part.Look _, Part.Population _, Part.Denied _ -> false;
    };
  }

  /** What one key comes to by a copy, and by an attempt, may depend on any other of its keys. */
  private static boolean carries(List<Part> local, Predicate<Part.Change> how) {
    if (local.stream()
        .anyMatch(part -> part instanceof Part.Copy || part instanceof Part.Attempt)) {
      return true;
    }
    List<Part> changing =
        local.stream()
            .filter(part -> part instanceof Part.Change || part instanceof Part.Edit)
            .toList();
    return !changing.isEmpty()
        && changing.stream()
            .allMatch(part -> !(part instanceof Part.Change change) || how.test(change));
  }

  /** A change that was told its result knows the value before it. */
  private static boolean carriesValue(Part.Change part) {
    return part.result() == null
        && (part.change() instanceof Operation.Increment
            || part.change() instanceof Operation.Append);
  }

  private static boolean carriesLife(Part.Change part) {
    return switch (part.change()) {
      case Operation.Set set -> set.expiry() instanceof Expiry.Keep;
      case Operation.Delete delete -> false;
      case Operation.Increment increment -> true;
      case Operation.Append append -> true;
    };
  }

  @Override
  public String toString() {
    return "#" + call.id() + " " + parts;
  }
}
