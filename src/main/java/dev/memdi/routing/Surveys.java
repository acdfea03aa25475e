package dev.memdi.routing;

import dev.memdi.api.NodeId;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The surveys of one kind that an administrator has begun and not closed, by their numbers. */
final class Surveys<R> {
  private final TreeMap<Long, Survey<R>> open = new TreeMap<>();
  private long last;

  /** Answers the number of a new survey that waits for the reports of {@code awaited}. */
  long begin(Collection<NodeId> awaited, Consumer<SortedMap<NodeId, R>> whenDone) {
    open.put(++last, new Survey<>(awaited, whenDone));
    return last;
  }

  /** Takes a report in; answers whether the survey is open and now waits for no other. */
  boolean add(long number, NodeId from, R report) {
    Survey<R> survey = open.get(number);
    if (survey == null) {
      return false;
    }
    survey.add(from, report);
    return survey.isComplete();
  }

  /** Goes on with the reports that came, unless that was done before. */
  void close(long number) {
    Survey<R> survey = open.remove(number);
    if (survey != null) {
      survey.close();
    }
  }
}
