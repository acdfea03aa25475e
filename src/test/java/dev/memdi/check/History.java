package dev.memdi.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the clients of one run asked and were told, in the order in which it happened. The position
 * in the list is the real-time order of Herlihy and Wing ("Linearizability: a correctness condition
 * for concurrent objects", 1990): a call precedes another if its completion stands before the
 * other's invocation. An invocation without completion is open: it may take effect at any later
 * time, or never.
 */
public record History(List<Event> events) {
  public static final History EMPTY = new History(List.of());

  public History {
    events = List.copyOf(events);
    calls(events); // throws where the events are not a history
  }

  /** The calls in the order of their invocations. */
  public List<Call> calls() {
    return calls(events);
  }

  /** Writes one line per event, after {@code note} (a seed, a verdict) as comment lines. */
  public void save(Path file, String note) throws IOException {
    HistoryFile.save(this, file, note);
  }

  public static History load(Path file) throws IOException {
    return HistoryFile.load(file);
  }

  private static List<Call> calls(List<Event> events) {
    List<Call> calls = new ArrayList<>();
    Map<Long, Integer> places = new HashMap<>();
    long now = Long.MIN_VALUE;
    for (int position = 0; position < events.size(); position++) {
      Event event = events.get(position);
      require(event.at() >= now, "time goes back", event);
      now = event.at();
      switch (event) {
        case Event.Invoked invoked -> {
          require(places.put(invoked.call(), calls.size()) == null, "a call begins twice", event);
          calls.add(Call.open(invoked, position));
        }
        case Event.Completed completed -> {
          Integer place = places.get(completed.call());
          require(place != null, "a call ends that never began", event);
          Call call = calls.get(place);
          require(call.outcome().isEmpty(), "a call ends twice", event);
          require(call.process() == completed.process(), "a call ends at another process", event);
          calls.set(place, call.completed(completed, position));
        }
      }
    }
    return calls;
  }

  private static void require(boolean holds, String otherwise, Event event) {
    if (!holds) {
      throw new IllegalArgumentException("not a history: " + otherwise + ": " + event);
    }
  }
}
