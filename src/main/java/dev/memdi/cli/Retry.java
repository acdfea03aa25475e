package dev.memdi.cli;

import java.io.IOException;
import java.time.Duration;

/** Does again what may be done again, and fails only by a passing cause: for a while. */
final class Retry {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final Duration patience;

  Retry(Duration patience) {
    this.patience = patience;
  }

  /** What is to be done. */
  interface Attempt {
    void run() throws IOException;
  }

  /** Runs {@code attempt} until it succeeds; throws what it last failed with. */
  void run(Attempt attempt) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        attempt.run();
        return;
      } catch (IOException e) {
        boolean lasting = e instanceof NodeClient.RefusedException no && !no.isPassing();
        if (lasting || System.nanoTime() - begun > patience.toNanos()) {
          throw e;
        }
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }
}
