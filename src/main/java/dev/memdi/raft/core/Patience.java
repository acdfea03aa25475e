package dev.memdi.raft.core;

import java.time.Duration;

/**
 * How long a replica waits before it goes on from one step of an election to the next. An election
 * can end well only if that is longer than votes take (Raft paper §5.6), and how long they take, on
 * disks that are slow or on machines with too much to do, nobody knows before: so every term that
 * has ended without a leader doubles it, until one is heard. All who take part see these terms, so
 * all become patient together. Who is cut off begins no terms, for it canvasses before, and stays
 * as quick as ever.
 *
 * @param first the first term that was stood for since a leader was heard; 0 if there is none
 * @param last the latest one
 */
public record Patience(long first, long last) {
  /** A leader is heard, or was until now. */
  public static final Patience FRESH = new Patience(0, 0);

  private static final int MOST_DOUBLINGS = 5;

  /** The replica would stand, or stands, in {@code term}. */
  public Patience standingIn(long term) {
    return new Patience(first == 0 ? term : first, term);
  }

  /** What usually takes so long gets so long. */
  public Duration of(Duration usual) {
    return usual.multipliedBy(1L << Math.clamp(last - first, 0, MOST_DOUBLINGS));
  }
}
