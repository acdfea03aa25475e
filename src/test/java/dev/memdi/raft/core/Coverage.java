package dev.memdi.raft.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what runs reached, so that one that reached nothing is not taken for a pass. */
final class Coverage {
  private final Map<String, Integer> counts = new TreeMap<>();

  void note(Input input, Step step) {
    count(input);
    step.persist().forEach(this::count);
    step.now().forEach(this::count);
    step.afterPersist().forEach(this::count);
    if (input instanceof Input.Received received) {
      count(received.message());
    }
  }

  private void count(Object happened) {
    counts.merge(happened.getClass().getSimpleName(), 1, Integer::sum);
  }

  /** How often something of each of these kinds happened. */
  List<Integer> of(Class<?>... kinds) {
    return java.util.Arrays.stream(kinds)
        .map(kind -> counts.getOrDefault(kind.getSimpleName(), 0))
        .toList();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
