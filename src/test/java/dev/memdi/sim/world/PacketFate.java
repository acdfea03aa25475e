package dev.memdi.sim.world;

/**
 * What happened to messages between nodes. A run counts each, to show which faults it really had.
 */
public enum PacketFate {
  /** Handed to the network by an actor. */
  SENT,
  /** Arrived, and read by the node. */
  DELIVERED,
  /** Lost on the way by chance. */
  LOST,
  /** Sent on a second time by chance. */
  DUPLICATED,
  /** Bound to arrive before a message that was sent earlier on the same link. */
  REORDERED,
  /** Bound to take longer than the link does when nothing is wrong. */
  DELAYED,
  /** Lost because the link was cut when it arrived. */
  CUT,
  /** Lost because no process ran at the address. */
  UNREACHABLE,
  /** Arrived at a node that is paused, and waits there. */
  HELD,
  /** A system message that did not get through at once: it is tried again until it does. */
  RESENT
}
