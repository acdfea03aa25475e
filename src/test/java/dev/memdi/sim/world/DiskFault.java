package dev.memdi.sim.world;

import java.time.Duration;

/**
 * One fault of disks.
 *
 * @param at when it begins, from the beginning of the script
 * @param lasting how long until it is healed
 * @param node whose disks, or {@link Fault#TARGET}; {@link #EVERYWHERE} when it is all nodes'
 * @param degree how bad it is, in the unit of its kind; 0 where there are no degrees
 */
public record DiskFault(
    DiskFaultKind kind, Duration at, Duration lasting, String node, double degree)
    implements TimedFault<DiskFaultKind> {

  /** Stands for all nodes. */
  public static final String EVERYWHERE = "(everywhere)";

  @Override
  public String toString() {
    return "%s %s %s%s for %s"
        .formatted(
            Trace.time(at.toNanos()),
            kind,
            node,
            degree == 0 ? "" : " %.6f".formatted(degree),
            Trace.time(lasting.toNanos()));
  }
}
