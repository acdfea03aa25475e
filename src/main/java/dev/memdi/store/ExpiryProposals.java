package dev.memdi.store;

import dev.memdi.api.Burst;
import dev.memdi.api.codec.BurstEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A leader's proposals to remove what is due. A few may be on their way at once; one that is not
 * seen in the log for a while counts as lost.
 */
final class ExpiryProposals {
  private static final int MOST_IN_FLIGHT = 4;
  private static final long LOST_AFTER_MILLIS = 1_000;

  private record InFlight(long until, long proposedAt) {}

  private final Consumer<Burst> proposer;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();

  ExpiryProposals(Consumer<Burst> proposer) {
    this.proposer = proposer;
  }

  /** Sees to it that what is due at {@code needed} will be removed, and all that is due by now. */
  void propose(long needed, long now) {
    if (!inFlight.isEmpty() && lostAt() <= now) {
      inFlight.clear();
    }
    boolean underWay = !inFlight.isEmpty() && inFlight.getLast().until >= needed;
    if (!underWay && inFlight.size() < MOST_IN_FLIGHT) {
      long until = Math.max(needed, now);
      inFlight.addLast(new InFlight(until, now));
      proposer.accept(BurstEncoder.expire(until));
    }
  }

  /** The log did what was proposed. */
  void applied(long until) {
    while (!inFlight.isEmpty() && inFlight.getFirst().until <= until) {
      inFlight.removeFirst();
    }
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /** When the oldest proposal, of which there must be one, counts as lost. */
  long lostAt() {
    return inFlight.getFirst().proposedAt + LOST_AFTER_MILLIS;
  }

  void clear() {
    inFlight.clear();
  }
}
