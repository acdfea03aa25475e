package dev.memdi.check;

import dev.memdi.api.Key;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Calls that contradict each other, or among which there are such, and what is wrong in a word.
 *
 * @param keys the keys on which they do
 * @param scope these, and all that tasks tie to them: what has to be looked at to see it again
 */
record Broken(Set<Key> keys, Set<Key> scope, List<Call> calls, String reason) {

  Broken(Set<Key> keys, List<Call> calls, String reason) {
    this(keys, keys, calls, reason);
  }

  /** With all keys and calls of the groups that it touches. */
  Broken within(List<KeyGroups.Group> groups, Universe universe) {
    Set<Key> wider = new LinkedHashSet<>(scope);
    Set<Call> all = new LinkedHashSet<>(calls);
    for (KeyGroups.Group group : groups) {
      Set<Key> tied = group.keys().stream().map(universe::key).collect(Collectors.toSet());
      if (tied.stream().anyMatch(keys::contains)) {
        wider.addAll(tied);
        group.tasks().forEach(task -> all.add(task.call));
      }
    }
    List<Call> inOrder =
        all.stream().sorted((a, b) -> Integer.compare(a.began(), b.began())).toList();
    return new Broken(keys, wider, inOrder, reason);
  }
}
