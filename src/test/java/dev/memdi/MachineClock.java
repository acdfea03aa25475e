package dev.memdi;

import dev.memdi.api.Clock;

/** The machine's time, for what runs in it. */
public final class MachineClock implements Clock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }
}
