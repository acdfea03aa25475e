package dev.memdi.sim.world;

import java.util.PriorityQueue;

/** The events to come that belong to no node: arrivals of messages, and steps of fault scripts. */
final class Agenda {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long planned;

  void plan(long time, Event event) {
    event.place(time, planned++);
    events.add(event);
  }

  void plan(long time, Runnable action) {
    plan(
        time,
        new Event() {
          @Override
          void happen() {
            action.run();
          }
        });
  }

  /** The time of the next event, or {@link World#NEVER}. */
  long nextTime() {
    Event next = events.peek();
    return next == null ? World.NEVER : next.time();
  }

  void happenNext() {
    events.remove().happen();
  }

  void clear() {
    events.clear();
  }
}
