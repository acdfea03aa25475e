package dev.memdi.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Begins each fault of a script at its time, and heals it when it has lasted. One that makes no
 * sense when its time has come is skipped, and counted as such.
 */
final class FaultPlayer<K extends Enum<K>, F extends TimedFault<K>> {
  /** Does what a fault says. */
  interface Inflictor<F> {
    /** Says how to undo it; null when it can't be done. */
    @Nullable Runnable inflict(F fault);
  }

  private final World world;
  private final Inflictor<F> inflictor;
  private final Map<K, Integer> counts;
  private Supplier<Optional<SimNode>> target = Optional::empty;

  /** How to undo each fault that lasts. */
  private final List<Runnable> active = new ArrayList<>();

  private int skipped;
  private int script;

  FaultPlayer(World world, Class<K> kinds, Inflictor<F> inflictor) {
    this.world = world;
    this.inflictor = inflictor;
    this.counts = new EnumMap<>(kinds);
  }

  void target(Supplier<Optional<SimNode>> supplier) {
    target = supplier;
  }

  /** The node of that name, or who {@link Fault#TARGET} is now, if anyone is. */
  Optional<SimNode> find(String name) {
    return name.equals(Fault.TARGET) ? target.get() : Optional.of(world.node(name));
  }

  /** From now on; when it is over, everything is healed, whatever still lasts. */
  void play(Duration length, List<F> faults) {
    int playing = ++script;
    for (F fault : faults) {
      world.schedule(
          fault.at(),
          () -> {
            if (playing == script) {
              begin(fault);
            }
          });
    }
    world.schedule(
        length,
        () -> {
          if (playing == script) {
            heal();
          }
        });
  }

  /** At once, and ends the script. */
  void heal() {
    script++;
    List.copyOf(active).forEach(this::end);
  }

  Map<K, Integer> counts() {
    return new EnumMap<>(counts);
  }

  int skipped() {
    return skipped;
  }

  private void begin(F fault) {
    Runnable undo = inflictor.inflict(fault);
    if (undo == null) {
      skipped++;
      return;
    }
    world.trace().note(world.nanos(), "nemesis", fault.toString());
    counts.merge(fault.kind(), 1, Integer::sum);
    active.add(undo);
    world.schedule(fault.lasting(), () -> end(undo));
  }

  private void end(Runnable undo) {
    if (active.remove(undo)) {
      undo.run();
    }
  }
}
