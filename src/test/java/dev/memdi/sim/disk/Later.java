package dev.memdi.sim.disk;

import java.time.Duration;

/** Does something after a time, unless the process that asked for it ends before. */
public interface Later {
  /** Everything at once, for tests in which nothing is slow. */
  Later AT_ONCE = (delay, action) -> action.run();

  void after(Duration delay, Runnable action);
}
