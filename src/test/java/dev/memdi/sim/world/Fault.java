package dev.memdi.sim.world;

import java.time.Duration;
import java.util.List;

/**
 * One fault of a script.
 *
 * @param at when it begins, from the beginning of the script
 * @param lasting how long until it is healed
 * @param nodes names of those concerned (what they are in it is said at the kind); none when it is
 *     everywhere. A node may be {@link #TARGET}.
 * @param degree how bad it is, in the unit of its kind; 0 where there are no degrees
 */
public record Fault(
    FaultKind kind, Duration at, Duration lasting, List<String> nodes, double degree)
    implements TimedFault<FaultKind> {

  /** Stands for whichever node is the target when the fault begins: the leader, say. */
  public static final String TARGET = "(target)";

  public Fault {
    nodes = List.copyOf(nodes);
  }

  @Override
  public String toString() {
    return "%s %s %s%s for %s"
        .formatted(
            Trace.time(at.toNanos()),
            kind,
            String.join(",", nodes),
            degree == 0 ? "" : " %.6f".formatted(degree),
            Trace.time(lasting.toNanos()));
  }
}
