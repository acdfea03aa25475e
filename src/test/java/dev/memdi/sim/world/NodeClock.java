package dev.memdi.sim.world;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The two clocks of a node. They belong to the machine: they run on through pauses and crashes.
 *
 * <ul>
 *   <li>{@link #nanos()} is monotonic. It starts anywhere, as {@code System.nanoTime} does, and may
 *       run faster or slower than the world's time. The node's timers go by it.
 *   <li>{@link #wallMillis()} is the time of day, wrong by a skew that may jump either way.
 * </ul>
 */
public final class NodeClock {
  /** The time of day at which every world begins. */
  static final long EPOCH_MILLIS = 1_750_000_000_000L;

  private final LongSupplier worldNanos;
  private final Runnable rateChanged;

  // The monotonic clock since the last change of its rate: origin + (world time - since) * rate.
  private long origin;
  private long since;
  private double rate = 1.0;

  private long skewMillis;

  NodeClock(LongSupplier worldNanos, long offset, Runnable rateChanged) {
    this.worldNanos = worldNanos;
    this.rateChanged = rateChanged;
    this.origin = offset;
    this.since = worldNanos.getAsLong();
  }

  /** The monotonic time in nanoseconds. */
  public long nanos() {
    return at(worldNanos.getAsLong());
  }

  /** The time of day in milliseconds since 1970. */
  public long wallMillis() {
    return EPOCH_MILLIS + skewMillis + worldNanos.getAsLong() / 1_000_000;
  }

  public double rate() {
    return rate;
  }

  /** From now on a second of the world is {@code rate} seconds of this node. */
  public void rate(double rate) {
    if (!(rate > 0.0 && rate < 1000.0)) {
      throw new IllegalArgumentException("a clock can't run at rate " + rate);
    }
    long now = worldNanos.getAsLong();
    origin = at(now);
    since = now;
    this.rate = rate;
    rateChanged.run();
  }

  /** Sets how wrong the time of day is. */
  public void skew(Duration skew) {
    skewMillis = skew.toMillis();
  }

  /** The first moment of the world's time at which {@link #nanos()} is no longer before this. */
  long worldTimeOf(long nanos) {
    long world = since + (long) Math.ceil((nanos - origin) / rate);
    while (at(world) < nanos) { // the division may round a deadline away by some nanoseconds
      world++;
    }
    return world;
  }

  private long at(long world) {
    return origin + (long) ((world - since) * rate);
  }
}
