package dev.memdi.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The groups of keys that tasks tie together, by union-find. A history is linearizable if and only
 * if each group's part of it is (locality: Herlihy and Wing, theorem 1; for the search it is the
 * P-compositionality of Horn and Kroening, "Faster linearizability checking via
 * P-compositionality", 2015), and the work grows much faster than the number of tasks that are
 * judged at once.
 */
final class KeyGroups {
  private final int[] parents;

  private KeyGroups(int keys) {
    parents = new int[keys];
    Arrays.setAll(parents, key -> key);
  }

  /** A group's tasks, in the order of their invocations, with its keys numbered from 0. */
  record Group(List<Integer> keys, List<Task> tasks) {}

  static List<Group> of(List<Task> tasks, int keys) {
    KeyGroups groups = new KeyGroups(keys);
    for (Task task : tasks) {
      for (int key : task.keys) {
        groups.parents[groups.root(key)] = groups.root(task.keys[0]);
      }
    }
    Map<Integer, List<Task>> members = new TreeMap<>();
    for (Task task : tasks) {
      members.computeIfAbsent(groups.root(task.keys[0]), root -> new ArrayList<>()).add(task);
    }
    return members.entrySet().stream()
        .map(entry -> groups.group(entry.getKey(), entry.getValue()))
        .toList();
  }

  private Group group(int root, List<Task> tasks) {
    List<Integer> keys = new ArrayList<>();
    int[] numbers = new int[parents.length];
    for (int key = 0; key < parents.length; key++) {
      if (root(key) == root) {
        numbers[key] = keys.size();
        keys.add(key);
      }
    }
    return new Group(keys, tasks.stream().map(task -> task.numbered(k -> numbers[k])).toList());
  }

  private int root(int key) {
    int root = key;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]]; // path halving
      root = parents[root];
    }
    return root;
  }
}
