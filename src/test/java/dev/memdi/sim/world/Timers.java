package dev.memdi.sim.world;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The timers of one life of a node, by the node's own clock. */
final class Timers {
  /** Below this many it isn't worth the while to sweep out cancelled timers. */
  private static final int SMALL = 256;

  private final NodeClock clock;
  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private long created;
  private int cancelled;
  private long dueAt = World.NEVER;

  Timers(NodeClock clock) {
    this.clock = clock;
  }

  Timer add(long delayNanos, Runnable action) {
    return addAt(clock.nanos() + Math.max(0, delayNanos), action);
  }

  /** For what repeats at a fixed rate: its next deadline counts from its last one. */
  Timer addAt(long deadline, Runnable action) {
    Timer timer = new Timer(deadline, created++, action);
    queue.add(timer);
    if (queue.peek() == timer) {
      clockChanged();
    }
    return timer;
  }

  /** How many it has to hold, cancelled ones that are still in the queue included. */
  int size() {
    return queue.size();
  }

  /** The world's time at which the next timer is due (it may be past), or {@link World#NEVER}. */
  long dueAt() {
    return dueAt;
  }

  void fireNext() {
    Runnable action = queue.remove().fire();
    settle();
    action.run();
  }

  void clockChanged() {
    Timer next = queue.peek();
    dueAt = next == null ? World.NEVER : clock.worldTimeOf(next.deadline);
  }

  private void settle() {
    for (Timer next = queue.peek(); next != null && next.action == null; next = queue.peek()) {
      queue.remove();
      cancelled--;
    }
    clockChanged();
  }

  private void forget(Timer timer) {
    cancelled++;
    if (queue.peek() == timer) {
      settle();
    } else if (cancelled > SMALL && cancelled > queue.size() / 2) {
      queue.removeIf(t -> t.action == null);
      cancelled = 0;
    }
  }

  /** One deadline. Its action is gone once it has fired or was cancelled. */
  final class Timer implements Comparable<Timer> {
    private final long deadline;
    private final long order;
    private @Nullable Runnable action;
    private boolean isCancelled;

    private Timer(long deadline, long order, Runnable action) {
      this.deadline = deadline;
      this.order = order;
      this.action = action;
    }

    long deadline() {
      return deadline;
    }

    boolean isCancelled() {
      return isCancelled;
    }

    /** False when it has fired already, or was cancelled before. */
    boolean cancel() {
      if (action == null) {
        return false;
      }
      action = null;
      isCancelled = true;
      forget(this);
      return true;
    }

    private Runnable fire() {
      Runnable fired = action;
      action = null;
      if (fired == null) {
        throw new IllegalStateException("a cancelled timer came up");
      }
      return fired;
    }

    @Override
    public int compareTo(Timer other) {
      int byDeadline = Long.compare(deadline - other.deadline, 0);
      return byDeadline != 0 ? byDeadline : Long.compare(order, other.order);
    }
  }
}
