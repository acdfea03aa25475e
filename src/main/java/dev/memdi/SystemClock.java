package dev.memdi;

import dev.memdi.api.Clock;

/** The clocks of the machine. */
final class SystemClock implements Clock {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }
}
