package dev.memdi.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Faults in the order in which they begin. It is a value: it can be printed, written by hand for a
 * scenario, or cut down to the faults that a failure needs.
 *
 * @param length when everything is healed, whatever still lasts
 */
public record FaultScript(Duration length, List<Fault> faults) {
  public FaultScript {
    faults = List.copyOf(faults);
  }

  /** The script that follows from the random generator alone: with a seed, the same again. */
  public static FaultScript draw(FaultPlan plan, List<String> nodes, RandomGenerator random) {
    return new Draw(plan, List.copyOf(nodes), random).script();
  }

  /** One fault on each line. */
  @Override
  public String toString() {
    return faults.stream().map(fault -> fault + "\n").collect(Collectors.joining());
  }

  private record Draw(FaultPlan plan, List<String> nodes, RandomGenerator random) {
    FaultScript script() {
      var faults = new ArrayList<Fault>();
      List<FaultKind> kinds = plan.kinds().stream().sorted().toList();
      Duration at = between(plan.minGap(), plan.maxGap());
      while (!kinds.isEmpty() && at.compareTo(plan.length()) < 0) {
        faults.add(fault(kinds.get(random.nextInt(kinds.size())), at));
        at = at.plus(between(plan.minGap(), plan.maxGap()));
      }
      return new FaultScript(plan.length(), faults);
    }

    private Fault fault(FaultKind kind, Duration at) {
      Duration lasting = between(plan.minLasting(), plan.maxLasting());
      return new Fault(kind, at, lasting, nodesOf(kind), degreeOf(kind));
    }

    private List<String> nodesOf(FaultKind kind) {
      return switch (kind) {
        case LOSS, DUPLICATION, DELAY, REORDERING -> List.of();
        case SPLIT -> shuffled().subList(0, random.nextInt(1, Math.max(2, nodes.size())));
        case ONE_WAY_CUT -> oneAndAnother();
        default -> List.of(one());
      };
    }

    private double degreeOf(FaultKind kind) {
      return switch (kind) {
        case SLOW -> random.nextDouble(5, 200);
        case CLOCK_RATE ->
            1 + plan.clockRateBound() * (random.nextBoolean() ? 1 : -1) * random.nextDouble();
        case CLOCK_STEP -> random.nextDouble(-60, 60);
        case LOSS -> random.nextDouble(0.02, 0.5);
        case DUPLICATION -> random.nextDouble(0.02, 0.5);
        case DELAY -> random.nextDouble(0.01, 0.5);
        case REORDERING -> random.nextDouble(0.005, 0.05);
        default -> 0;
      };
    }

    private String one() {
      return random.nextDouble() < plan.targeted()
          ? Fault.TARGET
          : nodes.get(random.nextInt(nodes.size()));
    }

    /** In this order or in the other one, so that the target is sometimes the one not reached. */
    private List<String> oneAndAnother() {
      List<String> any = shuffled();
      String other = any.getFirst();
      String one = random.nextDouble() < plan.targeted() ? Fault.TARGET : any.getLast();
      return random.nextBoolean() ? List.of(one, other) : List.of(other, one);
    }

    private List<String> shuffled() {
      var copy = new ArrayList<>(nodes);
      Collections.shuffle(copy, new Random(random.nextLong()));
      return copy;
    }

    private Duration between(Duration min, Duration max) {
      return Duration.ofNanos(random.nextLong(min.toNanos(), max.toNanos() + 1));
    }
  }
}
