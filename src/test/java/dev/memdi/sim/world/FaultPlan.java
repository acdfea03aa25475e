package dev.memdi.sim.world;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What kinds of faults a script may have, and how many and how bad.
 *
 * @param length of the script: when it is over everything is healed
 * @param kinds those that may occur, all equally likely
 * @param minGap shortest time from the beginning of a fault to that of the next
 * @param maxGap longest time from the beginning of a fault to that of the next
 * @param minLasting shortest time until a fault is healed; longer than a gap, faults overlap
 * @param maxLasting longest time until a fault is healed
 * @param targeted chance that a fault of one node hits the target and not just any node
 * @param clockRateBound clocks run at rates from 1 less this to 1 more this
 */
public record FaultPlan(
    Duration length,
    Set<FaultKind> kinds,
    Duration minGap,
    Duration maxGap,
    Duration minLasting,
    Duration maxLasting,
    double targeted,
    double clockRateBound) {

  public FaultPlan {
    kinds = Collections.unmodifiableSet(kinds.isEmpty() ? kinds : EnumSet.copyOf(kinds));
  }

  /** All kinds, some in a second, most lasting less than that, and clocks off by 1 in 100. */
  public static FaultPlan of(Duration length) {
    return new FaultPlan(
        length,
        EnumSet.allOf(FaultKind.class),
        Duration.ofMillis(50),
        Duration.ofMillis(1000),
        Duration.ofMillis(10),
        Duration.ofMillis(1500),
        0.4,
        0.01);
  }

  public FaultPlan only(FaultKind... some) {
    return withKinds(Set.of(some));
  }

  public FaultPlan without(FaultKind... some) {
    var left = EnumSet.noneOf(FaultKind.class);
    left.addAll(kinds);
    left.removeAll(List.of(some));
    return withKinds(left);
  }

  public FaultPlan gaps(Duration min, Duration max) {
    return new FaultPlan(length, kinds, min, max, minLasting, maxLasting, targeted, clockRateBound);
  }

  public FaultPlan lasting(Duration min, Duration max) {
    return new FaultPlan(length, kinds, minGap, maxGap, min, max, targeted, clockRateBound);
  }

  public FaultPlan targeted(double chance) {
    return new FaultPlan(
        length, kinds, minGap, maxGap, minLasting, maxLasting, chance, clockRateBound);
  }

  public FaultPlan clockRateBound(double bound) {
    return new FaultPlan(length, kinds, minGap, maxGap, minLasting, maxLasting, targeted, bound);
  }

  private FaultPlan withKinds(Set<FaultKind> some) {
    return new FaultPlan(
        length, some, minGap, maxGap, minLasting, maxLasting, targeted, clockRateBound);
  }
}
