package dev.memdi.sim.world;

import java.time.Duration;

/**
 * How a link treats messages.
 *
 * @param loss chance that a message never arrives
 * @param duplication chance that it arrives twice
 * @param minDelayNanos shortest time that it takes
 * @param maxDelayNanos longest time that it takes
 * @param fifo whether messages keep their order, as they do on a TCP connection
 */
public record LinkProfile(
    double loss, double duplication, long minDelayNanos, long maxDelayNanos, boolean fifo) {

  /** Does nothing to messages: what to start from when describing a burst of faults. */
  public static final LinkProfile PERFECT = new LinkProfile(0, 0, 0, 0, true);

  /** Nothing wrong, and some latency: what links are like unless told otherwise. */
  public static final LinkProfile LAN =
      PERFECT.withDelay(Duration.ofNanos(100_000), Duration.ofMillis(2));

  public LinkProfile {
    if (!(loss >= 0 && loss <= 1 && duplication >= 0 && duplication <= 1)) {
      throw new IllegalArgumentException("chances are from 0 to 1: " + loss + ", " + duplication);
    }
    if (minDelayNanos < 0 || maxDelayNanos < minDelayNanos) {
      throw new IllegalArgumentException("no range: " + minDelayNanos + " to " + maxDelayNanos);
    }
  }

  public LinkProfile withLoss(double chance) {
    return new LinkProfile(chance, duplication, minDelayNanos, maxDelayNanos, fifo);
  }

  public LinkProfile withDuplication(double chance) {
    return new LinkProfile(loss, chance, minDelayNanos, maxDelayNanos, fifo);
  }

  public LinkProfile withDelay(Duration min, Duration max) {
    return new LinkProfile(loss, duplication, min.toNanos(), max.toNanos(), fifo);
  }

  /** Messages of one link overtake each other, as their delays have it. */
  public LinkProfile withReordering() {
    return new LinkProfile(loss, duplication, minDelayNanos, maxDelayNanos, false);
  }

  /** The worse of both in each respect. */
  public LinkProfile worsenedBy(LinkProfile other) {
    return new LinkProfile(
        Math.max(loss, other.loss),
        Math.max(duplication, other.duplication),
        Math.max(minDelayNanos, other.minDelayNanos),
        Math.max(maxDelayNanos, other.maxDelayNanos),
        fifo && other.fifo);
  }
}
