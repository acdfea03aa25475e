package dev.memdi.multijvm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for what other processes do. They can't tell this one when they did it, so it looks again
 * and again; nothing depends on how often, and the deadline only ends what would never end.
 */
final class Await {
  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final Duration PAUSE = Duration.ofMillis(40);

  private Await() {}

  /** A look at something. */
  interface Look {
    /** What is not yet as it should be; empty when all is. */
    Optional<String> missing() throws Exception;
  }

  /** Returns when {@code look} misses nothing any more; an exception is something missed, too. */
  static void until(String what, Look look) {
    long begun = System.nanoTime();
    while (true) {
      String missing = look(look);
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() - begun > DEADLINE.toNanos()) {
        throw new AssertionError("%s: not within %s: %s".formatted(what, DEADLINE, missing));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while waiting: " + what);
      }
    }
  }

  private static String look(Look look) {
    try {
      return look.missing().orElse("");
    } catch (Exception e) {
      return e.toString();
    }
  }

  /** For looks that answer yes or no. */
  static Optional<String> unless(boolean holds, String otherwise) {
    return holds ? Optional.empty() : Optional.of(otherwise);
  }
}
