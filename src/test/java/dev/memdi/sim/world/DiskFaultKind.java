package dev.memdi.sim.world;

/**
 * The kinds of faults that a {@link DiskFaultScript} has. They are not {@link FaultKind}s, so that
 * a run without disks, or with them, draws the same faults of processes and network from one seed.
 */
public enum DiskFaultKind {
  /** The node's disks have no room left. Degree: but for so many bytes. */
  DISK_FULL,
  /** Forcing takes long on the node's disks. Degree: up to how many seconds. */
  DISK_SLOW,
  /** Forcing fails on the node's disks. Degree: the chance. */
  FORCE_FAILS,
  /** Writing fails on the node's disks. Degree: the chance. */
  WRITE_FAILS,
  /** A bit turns in what the node wrote long ago. It stays so. Not in a plan unless asked for. */
  BIT_ROT,
  /** The node loses power: it is down, and started again at the end with what its disks kept. */
  POWER_LOSS,
  /** All nodes lose power at the same instant, and are started again at the end. */
  POWER_LOSS_EVERYWHERE
}
