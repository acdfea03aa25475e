package dev.memdi.sim.world;

import java.time.Duration;

/** A fault that begins at its time and is healed when it has lasted. */
interface TimedFault<K extends Enum<K>> {
  K kind();

  /** From the beginning of the script. */
  Duration at();

  Duration lasting();
}
