package dev.memdi.sim.world;

/**
 * A run that came to grief: says with which seed, when and at which step, so that it can be run
 * again.
 */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final long seed;

  private SimulationFailure(String message, long seed, Throwable cause) {
    super(message, cause);
    this.seed = seed;
  }

  static SimulationFailure of(World world, Throwable cause) {
    if (cause instanceof SimulationFailure already) {
      return already;
    }
    String where =
        "seed %d, after %s and %d tasks: "
            .formatted(world.seed(), Trace.time(world.nanos()), world.tasks());
    return new SimulationFailure(where + cause.getMessage(), world.seed(), cause);
  }

  public long seed() {
    return seed;
  }
}
