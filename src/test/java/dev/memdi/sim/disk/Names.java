package dev.memdi.sim.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The directory: which name is which file, now and after a crash. Changes that were not forced
 * reach the platter in their order, so a crash undoes the last of them, none, or all.
 */
final class Names {
  private record Change(long moment, TreeMap<String, List<Sectors>> entries) {
    /** A list of one file, or of none for a name that is gone. */
    void applyTo(TreeMap<String, Sectors> directory) {
      entries.forEach((name, file) -> {
        if (file.isEmpty()) {
          directory.remove(name);
        } else {
          directory.put(name, file.getFirst());
        }
      });
    }
  }

  private final TreeMap<String, Sectors> now = new TreeMap<>();
  private final TreeMap<String, Sectors> platter = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();

  @Nullable Sectors get(String name) {
    return now.get(name);
  }

  List<String> all() {
    return List.copyOf(now.keySet());
  }

  /** Each once, whatever number of names it has. */
  List<Sectors> files() {
    return now.values().stream().distinct().toList();
  }

  void put(String name, Sectors file, long moment) {
    change(moment, name, List.of(file), name, List.of(file));
  }

  void remove(String name, long moment) {
    change(moment, name, List.of(), name, List.of());
  }

  void rename(String from, String to, Sectors file, long moment) {
    change(moment, from, List.of(), to, List.of(file));
  }

  static boolean isAside(String name) {
    return name.indexOf('/') >= 0;
  }

  void setAside(List<String> names, String aside, long moment) {
    var entries = new TreeMap<String, List<Sectors>>();
    names.forEach(name -> entries.put(aside + "/" + name, List.of(now.get(name))));
    change(moment, entries);
  }

  boolean hasAside(String aside) {
    return !aside(aside).isEmpty();
  }

  void discardAside(String aside, long moment) {
    var entries = new TreeMap<String, List<Sectors>>();
    aside(aside).forEach(name -> entries.put(name, List.of()));
    change(moment, entries);
  }

  private List<String> aside(String aside) {
    return now.keySet().stream().filter(name -> name.startsWith(aside + "/")).toList();
  }

  private void change(
      long moment, String first, List<Sectors> one, String second, List<Sectors> other) {
    var entries = new TreeMap<String, List<Sectors>>();
    entries.put(first, one);
    entries.put(second, other);
    change(moment, entries);
  }

  private void change(long moment, TreeMap<String, List<Sectors>> entries) {
    var change = new Change(moment, entries);
    change.applyTo(now);
    pending.add(change);
  }

  void clear() {
    now.clear();
    platter.clear();
    pending.clear();
  }

  void forced(long moment) {
    pending.stream()
        .filter(change -> change.moment <= moment)
        .forEach(change -> change.applyTo(platter));
    pending.removeIf(change -> change.moment <= moment);
  }

  /** Each change either reached the platter, or is forgotten there for good. */
  void forceFailed(long moment, RandomGenerator random) {
    pending.stream()
        .filter(change -> change.moment <= moment && random.nextBoolean())
        .forEach(change -> change.applyTo(platter));
    pending.removeIf(change -> change.moment <= moment);
  }

  void crash(Sectors.Survival survival, RandomGenerator random) {
    int reached =
        switch (survival) {
          case ALL -> pending.size();
          case NOTHING -> 0;
          case SOME -> random.nextInt(pending.size() + 1);
        };
    pending.subList(0, reached).forEach(change -> change.applyTo(platter));
    pending.clear();
    now.clear();
    now.putAll(platter);
  }
}
