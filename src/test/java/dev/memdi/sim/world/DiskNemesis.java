package dev.memdi.sim.world;

import dev.memdi.sim.disk.DiskTroubles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries scripts of faults of disks out, beside a {@link Nemesis} or alone. A fault that makes no
 * sense when its time has come is skipped, and counted as such.
 */
public final class DiskNemesis {
  private final World world;
  private final Consumer<SimNode> restart;
  private final FaultPlayer<DiskFaultKind, DiskFault> player;
  private Predicate<SimNode> mayLosePower = node -> true;
  private boolean mayAllLosePower = true;

  /**
   * @param restart starts a node again that was killed by this nemesis
   */
  public DiskNemesis(World world, Consumer<SimNode> restart) {
    this.world = world;
    this.restart = restart;
    this.player = new FaultPlayer<>(world, DiskFaultKind.class, this::inflict);
  }

  /** Says who {@link Fault#TARGET} is at a moment: the leader, if there is one. */
  public DiskNemesis target(Supplier<Optional<SimNode>> supplier) {
    player.target(supplier);
    return this;
  }

  /** Takes the power from a single node only if this is true of it then. */
  public DiskNemesis mayLosePower(Predicate<SimNode> predicate) {
    mayLosePower = predicate;
    return this;
  }

  /** Whether all may lose power at once: not where a majority has to keep its memory. */
  public DiskNemesis mayAllLosePower(boolean may) {
    mayAllLosePower = may;
    return this;
  }

  /** Begins to carry out a script, from now on. */
  public void play(DiskFaultScript faults) {
    player.play(faults.length(), faults.faults());
  }

  /** Heals all that can be healed, at once, and ends the script. */
  public void heal() {
    player.heal();
  }

  /** How many faults of each kind there have been. */
  public Map<DiskFaultKind, Integer> counts() {
    return player.counts();
  }

  /** How many could not be done. */
  public int skipped() {
    return player.skipped();
  }

  /** Does it, and says how to undo it; null when it can't be done. */
  private @Nullable Runnable inflict(DiskFault fault) {
    if (fault.kind() == DiskFaultKind.POWER_LOSS_EVERYWHERE) {
      return mayAllLosePower ? powerLoss(world.nodes()) : null;
    }
    Optional<SimNode> found = player.find(fault.node());
    if (found.isEmpty()) {
      return null;
    }
    SimNode node = found.get();
    DiskTroubles troubles = node.disks().troubles();
    return switch (fault.kind()) {
      case DISK_FULL -> {
        troubles.capacity(node.disks().used() + (long) fault.degree());
        yield () -> troubles.capacity(DiskTroubles.PLENTY);
      }
      case DISK_SLOW -> {
        troubles.extraDelay(Duration.ofNanos((long) (fault.degree() * 1e9)));
        yield () -> troubles.extraDelay(Duration.ZERO);
      }
      case FORCE_FAILS -> {
        troubles.failForces(fault.degree());
        yield () -> troubles.failForces(0);
      }
      case WRITE_FAILS -> {
        troubles.failWrites(fault.degree());
        yield () -> troubles.failWrites(0);
      }
      case BIT_ROT -> node.disks().rot() ? () -> {} : null;
      case POWER_LOSS -> mayLosePower.test(node) ? powerLoss(List.of(node)) : null;
      case POWER_LOSS_EVERYWHERE -> throw new IllegalStateException("done above");
    };
  }

  /** Those that are up go down together, and those that are still down at the end come up. */
  private @Nullable Runnable powerLoss(List<SimNode> nodes) {
    List<SimNode> up = nodes.stream().filter(SimNode::alive).toList();
    if (up.isEmpty()) {
      return null;
    }
    up.forEach(SimNode::kill);
    return () -> up.stream().filter(node -> !node.alive()).forEach(restart);
  }
}
