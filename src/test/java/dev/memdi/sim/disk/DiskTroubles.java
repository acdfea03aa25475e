package dev.memdi.sim.disk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** What is wrong with a disk at the moment: nothing, to begin with. Everything can be put right. */
public final class DiskTroubles {
  /** More than any test writes. */
  public static final long PLENTY = 1L << 40;

  private long capacity = PLENTY;
  private double writeFailure;
  private double forceFailure;
  private Duration leastDelay = Duration.ZERO;
  private Duration mostDelay = Duration.ZERO;
  private Duration extraDelay = Duration.ZERO;

  /** From now on it holds no more than this many bytes; what it holds already stays. */
  public void capacity(long bytes) {
    capacity = bytes;
  }

  /** From now on a write, or the making of a file, fails with this chance. */
  public void failWrites(double chance) {
    writeFailure = chance;
  }

  /** From now on forcing fails with this chance. */
  public void failForces(double chance) {
    forceFailure = chance;
  }

  /** What forcing usually takes: a time from this range. Zero to zero: none at all, as at first. */
  public void delays(Duration least, Duration most) {
    leastDelay = least;
    mostDelay = most;
  }

  /** From now on forcing takes up to so much longer. */
  public void extraDelay(Duration most) {
    extraDelay = most;
  }

  long capacity() {
    return capacity;
  }

  boolean writeFails(RandomGenerator random) {
    return writeFailure > 0 && random.nextDouble() < writeFailure;
  }

  boolean forceFails(RandomGenerator random) {
    return forceFailure > 0 && random.nextDouble() < forceFailure;
  }

  Duration delay(RandomGenerator random) {
    return draw(leastDelay, mostDelay, random).plus(draw(Duration.ZERO, extraDelay, random));
  }

  private static Duration draw(Duration least, Duration most, RandomGenerator random) {
    return most.isZero()
        ? Duration.ZERO
        : Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
  }
}
