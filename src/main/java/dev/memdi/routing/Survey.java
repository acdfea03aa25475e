package dev.memdi.routing;

import dev.memdi.api.NodeId;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reports being gathered, until all who can answer have, or the time is up. */
final class Survey<R> {
  private final TreeSet<NodeId> awaited;
  private final SortedMap<NodeId, R> reports = new TreeMap<>();
  private final Consumer<SortedMap<NodeId, R>> whenDone;

  Survey(Collection<NodeId> awaited, Consumer<SortedMap<NodeId, R>> whenDone) {
    this.awaited = new TreeSet<>(awaited);
    this.whenDone = whenDone;
  }

  void add(NodeId from, R report) {
    reports.put(from, report);
    awaited.remove(from);
  }

  boolean isComplete() {
    return awaited.isEmpty();
  }

  void close() {
    whenDone.accept(reports);
  }
}
