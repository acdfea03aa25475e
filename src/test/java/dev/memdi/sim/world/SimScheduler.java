package dev.memdi.sim.world;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** {@code pekko.scheduler.implementation} of a simulated node: timers on the node's own clock. */
public final class SimScheduler extends AbstractScheduler {
  private final Life life;

  /** As Pekko calls it. */
  public SimScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    life = LifeStart.STARTING.get();
  }

  @Override
  public Cancellable scheduleOnce(
      FiniteDuration delay, Runnable action, ExecutionContext executor) {
    guard();
    return new Once(delay.toNanos(), action, executor);
  }

  /**
   * At a fixed rate: after a pause it catches up. (A fixed delay is made of {@code scheduleOnce}.)
   */
  @Override
  @SuppressWarnings("deprecation") // what schedulers have to implement all the same
  public Cancellable schedule(
      FiniteDuration initialDelay,
      FiniteDuration interval,
      Runnable action,
      ExecutionContext executor) {
    guard();
    return new Repeated(initialDelay.toNanos(), interval.toNanos(), action, executor);
  }

  @Override
  public double maxFrequency() {
    return 1_000_000.0;
  }

  private void guard() {
    life.node().world().home().guard("a timer of " + life.node().name());
  }

  private final class Once implements Cancellable {
    private final Timers.Timer timer;

    Once(long delay, Runnable action, ExecutionContext executor) {
      timer = life.timers().add(delay, () -> executor.execute(action));
    }

    @Override
    public boolean cancel() {
      return timer.cancel();
    }

    @Override
    public boolean isCancelled() {
      return timer.isCancelled();
    }
  }

  private final class Repeated implements Cancellable {
    private final long interval;
    private final Runnable action;
    private final ExecutionContext executor;
    private Timers.Timer timer;
    private boolean cancelled;

    Repeated(long initialDelay, long interval, Runnable action, ExecutionContext executor) {
      this.interval = interval;
      this.action = action;
      this.executor = executor;
      timer = life.timers().add(initialDelay, this::fire);
    }

    private void fire() {
      timer = life.timers().addAt(timer.deadline() + interval, this::fire);
      executor.execute(action);
    }

    @Override
    public boolean cancel() {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      timer.cancel();
      return true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
