package dev.memdi.routing;

import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reports being gathered, until all who can answer have, or the time is up. */
final class Survey {
  private final TreeSet<NodeId> awaited;
  private final SortedMap<NodeId, Status.Node> reports = new TreeMap<>();
  private final Consumer<SortedMap<NodeId, Status.Node>> whenDone;

  Survey(Collection<NodeId> awaited, Consumer<SortedMap<NodeId, Status.Node>> whenDone) {
    this.awaited = new TreeSet<>(awaited);
    this.whenDone = whenDone;
  }

  void add(Status.Node report) {
    reports.put(report.id(), report);
    awaited.remove(report.id());
  }

  boolean isComplete() {
    return awaited.isEmpty();
  }

  void close() {
    whenDone.accept(reports);
  }
}
