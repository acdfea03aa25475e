package dev.memdi.sim.world;

/** The kinds of faults that a {@link FaultScript} has. */
public enum FaultKind {
  /** The node's process dies, and is started again at the end. */
  CRASH,
  /** The node's process stands still, and goes on at the end as if nothing had been. */
  PAUSE,
  /** The node works slowly. Degree: the factor of {@link SimNode#slow}. */
  SLOW,
  /** The node's clock and timers run at another rate. Degree: the rate. */
  CLOCK_RATE,
  /** The node's time of day jumps. Degree: by how many seconds. */
  CLOCK_STEP,
  /** Some nodes and the others don't reach each other. */
  SPLIT,
  /** The first node does not reach the second one, which reaches it. */
  ONE_WAY_CUT,
  /** The node reaches no other, and no other reaches it. */
  ISOLATED,
  /** The node hears of no other, but is heard. */
  DEAF,
  /** The node hears the others, but is not heard. */
  MUTE,
  /** Messages get lost everywhere. Degree: the chance. */
  LOSS,
  /** Messages arrive twice everywhere. Degree: the chance. */
  DUPLICATION,
  /** Messages take long everywhere. Degree: up to how many seconds. */
  DELAY,
  /** Messages overtake each other everywhere, within some delay. Degree: up to how many seconds. */
  REORDERING
}
