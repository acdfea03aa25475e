package dev.memdi.raft.core;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Counts what runs reached, so that one that reached nothing is not taken for a pass. */
final class Coverage {
  private final Map<String, Long> counts = new TreeMap<>();

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
    counts.merge(happened.getClass().getSimpleName(), 1L, Long::sum);
  }

  /** The kinds of these (sealed) things that happened less often than that. */
  List<String> missing(long atLeast, Class<?>... kinds) {
    return Arrays.stream(kinds)
        .flatMap(Coverage::leaves)
        .map(Class::getSimpleName)
        .filter(name -> counts.getOrDefault(name, 0L) < atLeast)
        .toList();
  }

  private static Stream<Class<?>> leaves(Class<?> kind) {
    return kind.isSealed()
        ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(Coverage::leaves)
        : Stream.of(kind);
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
