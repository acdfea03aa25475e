package dev.memdi.routing;

import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The surveys that an administrator has begun and not closed, by their numbers. */
final class Surveys {
  private final TreeMap<Long, Survey> open = new TreeMap<>();
  private long last;

  /** Answers the number of a new survey that waits for the reports of {@code awaited}. */
  long begin(Collection<NodeId> awaited, Consumer<SortedMap<NodeId, Status.Node>> whenDone) {
    open.put(++last, new Survey(awaited, whenDone));
    return last;
  }

  /** Takes a report in; answers whether the survey is open and now waits for no other. */
  boolean add(long number, Status.Node report) {
    Survey survey = open.get(number);
    if (survey == null) {
      return false;
    }
    survey.add(report);
    return survey.isComplete();
  }

  /** Goes on with the reports that came, unless that was done before. */
  void close(long number) {
    Survey survey = open.remove(number);
    if (survey != null) {
      survey.close();
    }
  }
}
