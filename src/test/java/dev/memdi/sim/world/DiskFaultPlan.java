package dev.memdi.sim.world;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What kinds of faults of disks a script may have, and how many and how bad.
 *
 * @param length of the script: when it is over everything is healed
 * @param kinds those that may occur, all equally likely
 * @param minGap shortest time from the beginning of a fault to that of the next
 * @param maxGap longest time from the beginning of a fault to that of the next
 * @param minLasting shortest time until a fault is healed; longer than a gap, faults overlap
 * @param maxLasting longest time until a fault is healed
 * @param targeted chance that a fault of one node hits the target and not just any node
 */
public record DiskFaultPlan(
    Duration length,
    Set<DiskFaultKind> kinds,
    Duration minGap,
    Duration maxGap,
    Duration minLasting,
    Duration maxLasting,
    double targeted) {

  public DiskFaultPlan {
    kinds = Collections.unmodifiableSet(kinds.isEmpty() ? kinds : EnumSet.copyOf(kinds));
  }

  /** All kinds that can be healed, one in a second or two, most lasting less than that. */
  public static DiskFaultPlan of(Duration length) {
    return new DiskFaultPlan(
        length,
        EnumSet.complementOf(EnumSet.of(DiskFaultKind.BIT_ROT)),
        Duration.ofMillis(200),
        Duration.ofMillis(3000),
        Duration.ofMillis(10),
        Duration.ofMillis(1500),
        0.4);
  }

  public DiskFaultPlan only(DiskFaultKind... some) {
    return withKinds(List.of(some));
  }

  public DiskFaultPlan and(DiskFaultKind... more) {
    var all = EnumSet.copyOf(kinds);
    all.addAll(List.of(more));
    return withKinds(all);
  }

  public DiskFaultPlan without(DiskFaultKind... some) {
    var left = EnumSet.copyOf(kinds);
    left.removeAll(List.of(some));
    return withKinds(left);
  }

  public DiskFaultPlan gaps(Duration min, Duration max) {
    return new DiskFaultPlan(length, kinds, min, max, minLasting, maxLasting, targeted);
  }

  public DiskFaultPlan lasting(Duration min, Duration max) {
    return new DiskFaultPlan(length, kinds, minGap, maxGap, min, max, targeted);
  }

  public DiskFaultPlan targeted(double chance) {
    return new DiskFaultPlan(length, kinds, minGap, maxGap, minLasting, maxLasting, chance);
  }

  private DiskFaultPlan withKinds(Iterable<DiskFaultKind> some) {
    var set = EnumSet.noneOf(DiskFaultKind.class);
    some.forEach(set::add);
    return new DiskFaultPlan(length, set, minGap, maxGap, minLasting, maxLasting, targeted);
  }
}
