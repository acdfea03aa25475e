package dev.memdi.sim.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries fault scripts out. A fault that makes no sense when its time has come (its node is down
 * already, there is no target, a crash is not allowed) is skipped, and counted as such.
 */
public final class Nemesis {
  private final World world;
  private final Consumer<SimNode> restart;
  private final FaultPlayer<FaultKind, Fault> player;
  private Predicate<SimNode> mayCrash = node -> true;

  /**
   * @param restart starts a node again that was killed by this nemesis
   */
  public Nemesis(World world, Consumer<SimNode> restart) {
    this.world = world;
    this.restart = restart;
    this.player = new FaultPlayer<>(world, FaultKind.class, this::inflict);
  }

  /** Says who {@link Fault#TARGET} is at a moment: the leader, if there is one. */
  public Nemesis target(Supplier<Optional<SimNode>> supplier) {
    player.target(supplier);
    return this;
  }

  /** Crashes only nodes of which this is true then: to leave a majority its memory, say. */
  public Nemesis mayCrash(Predicate<SimNode> predicate) {
    mayCrash = predicate;
    return this;
  }

  /** Begins to carry out a script, from now on. */
  public void play(FaultScript faults) {
    player.play(faults.length(), faults.faults());
  }

  /** Heals all that this nemesis did, at once, and ends the script. */
  public void heal() {
    player.heal();
  }

  /** How many faults of each kind there have been. */
  public Map<FaultKind, Integer> counts() {
    return player.counts();
  }

  /** How many could not be done. */
  public int skipped() {
    return player.skipped();
  }

  /** Does it, and says how to undo it; null when it can't be done. */
  private @Nullable Runnable inflict(Fault fault) {
    List<SimNode> nodes =
        fault.nodes().stream().map(player::find).flatMap(Optional::stream).toList();
    if (nodes.size() < fault.nodes().size()) {
      return null;
    }
    SimNetwork network = world.network();
    return switch (fault.kind()) {
      case CRASH -> crash(nodes.getFirst());
      case PAUSE -> pause(nodes.getFirst());
      case SLOW -> slow(nodes.getFirst(), fault.degree());
      case CLOCK_RATE -> clockRate(nodes.getFirst().clock(), fault.degree());
      case CLOCK_STEP -> clockStep(nodes.getFirst().clock(), fault.degree());
      case SPLIT, ISOLATED -> network.split(nodes)::heal;
      case ONE_WAY_CUT ->
          nodes.getFirst() == nodes.getLast()
              ? null
              : network.cutOneWay(nodes.getFirst(), nodes.getLast())::heal;
      case DEAF -> network.deafen(nodes.getFirst())::heal;
      case MUTE -> network.mute(nodes.getFirst())::heal;
      case LOSS -> network.worsen(LinkProfile.PERFECT.withLoss(fault.degree()))::heal;
      case DUPLICATION -> network.worsen(LinkProfile.PERFECT.withDuplication(fault.degree()))::heal;
      case DELAY -> network.worsen(delay(fault))::heal;
      case REORDERING -> network.worsen(delay(fault).withReordering())::heal;
    };
  }

  private @Nullable Runnable crash(SimNode node) {
    if (!node.alive() || !mayCrash.test(node)) {
      return null;
    }
    node.kill();
    return () -> {
      if (!node.alive()) {
        restart.accept(node);
      }
    };
  }

  private static @Nullable Runnable pause(SimNode node) {
    if (!node.alive() || node.paused()) {
      return null;
    }
    node.pause();
    return node::resume;
  }

  private static Runnable slow(SimNode node, double factor) {
    node.slow(factor);
    return () -> node.slow(1);
  }

  private static Runnable clockRate(NodeClock clock, double rate) {
    clock.rate(rate);
    return () -> clock.rate(1);
  }

  private static Runnable clockStep(NodeClock clock, double seconds) {
    clock.skew(Duration.ofMillis((long) (seconds * 1000)));
    return () -> clock.skew(Duration.ZERO);
  }

  private static LinkProfile delay(Fault fault) {
    Duration most = Duration.ofNanos((long) (fault.degree() * 1e9));
    return LinkProfile.PERFECT.withDelay(Duration.ZERO, most);
  }
}
