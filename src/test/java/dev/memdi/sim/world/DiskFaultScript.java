package dev.memdi.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Faults of disks in the order in which they begin: a value, as a {@link FaultScript} is.
 *
 * @param length when everything is healed, whatever still lasts
 */
public record DiskFaultScript(Duration length, List<DiskFault> faults) {
  public DiskFaultScript {
    faults = List.copyOf(faults);
  }

  /** The script that follows from the random generator alone: with a seed, the same again. */
  public static DiskFaultScript draw(
      DiskFaultPlan plan, List<String> nodes, RandomGenerator random) {
    return new Draw(plan, List.copyOf(nodes), random).script();
  }

  /** One fault on each line. */
  @Override
  public String toString() {
    return faults.stream().map(fault -> fault + "\n").collect(Collectors.joining());
  }

  private record Draw(DiskFaultPlan plan, List<String> nodes, RandomGenerator random) {
    DiskFaultScript script() {
      var faults = new ArrayList<DiskFault>();
      List<DiskFaultKind> kinds = plan.kinds().stream().sorted().toList();
      Duration at = between(plan.minGap(), plan.maxGap());
      while (!kinds.isEmpty() && at.compareTo(plan.length()) < 0) {
        DiskFaultKind kind = kinds.get(random.nextInt(kinds.size()));
        Duration lasting = between(plan.minLasting(), plan.maxLasting());
        faults.add(new DiskFault(kind, at, lasting, nodeOf(kind), degreeOf(kind)));
        at = at.plus(between(plan.minGap(), plan.maxGap()));
      }
      return new DiskFaultScript(plan.length(), faults);
    }

    private String nodeOf(DiskFaultKind kind) {
      if (kind == DiskFaultKind.POWER_LOSS_EVERYWHERE) {
        return DiskFault.EVERYWHERE;
      }
      return random.nextDouble() < plan.targeted()
          ? Fault.TARGET
          : nodes.get(random.nextInt(nodes.size()));
    }

    private double degreeOf(DiskFaultKind kind) {
      return switch (kind) {
        case DISK_FULL -> random.nextInt(0, 20_000);
        case DISK_SLOW -> random.nextDouble(0.005, 0.5);
        case FORCE_FAILS, WRITE_FAILS -> random.nextDouble(0.05, 1);
        case BIT_ROT, POWER_LOSS, POWER_LOSS_EVERYWHERE -> 0;
      };
    }

    private Duration between(Duration min, Duration max) {
      return Duration.ofNanos(random.nextLong(min.toNanos(), max.toNanos() + 1));
    }
  }
}
