package dev.memdi.durable.journal;

import dev.memdi.durable.journal.Request.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of a log: those that wait, those of this turn, and those to be settled with it. */
final class Queues {
  private Deque<Request> waiting = new ArrayDeque<>();
  private Deque<Request> batch = new ArrayDeque<>();
  private final List<Request> settling = new ArrayList<>();

  void add(Request request) {
    waiting.add(request);
  }

  void addAll(List<Request> requests) {
    waiting.addAll(requests);
  }

  boolean nothingWaits() {
    return waiting.isEmpty();
  }

  /** All that waits is of the next turn. */
  void begin() {
    batch = waiting;
    waiting = new ArrayDeque<>();
  }

  /** The next request of this turn. */
  @Nullable Request peek() {
    return batch.peek();
  }

  void remove() {
    batch.remove();
  }

  /** What was taken and is still to be answered; may be changed. */
  List<Request> settling() {
    return settling;
  }

  /** What there was of every kind, in the order in which it came. */
  private List<Request> drain() {
    List<Request> all = new ArrayList<>(settling);
    all.addAll(batch);
    all.addAll(waiting);
    settling.clear();
    batch.clear();
    waiting.clear();
    return all;
  }

  /** What a failure is told to, and what it is nothing to. */
  record Failing(List<Request> failed, List<Request> others) {}

  /** Takes all out. */
  Failing drain(boolean changesOnly) {
    List<Request> failed = new ArrayList<>();
    List<Request> others = new ArrayList<>();
    drain()
        .forEach(
            request -> (request instanceof Change || !changesOnly ? failed : others).add(request));
    return new Failing(failed, others);
  }

  void failAll(Throwable why) {
    fail(drain(), why);
  }

  static void fail(List<Request> requests, Throwable why) {
    for (Request request : requests) {
      Answer<?> answer = request.answer();
      if (answer != null) {
        answer.fail(why);
      }
    }
  }
}
