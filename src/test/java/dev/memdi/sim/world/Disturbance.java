package dev.memdi.sim.world;

/** Something wrong with the network that can be put right. Disturbances overlap freely. */
public interface Disturbance {
  /** Ends this one, and no other. The second time does nothing. */
  void heal();
}
