package dev.memdi.edge.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The end of the server, for those who wait for their clients and would go on to do so. */
final class Ending {
  private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean come;

  /**
   * Runs {@code then} when the end comes, at once if it has; once or twice.
   *
   * @return is run by whoever does not want to be told any more
   */
  Runnable tell(Runnable then) {
    waiting.add(then);
    if (come) {
      then.run();
    }
    return () -> waiting.remove(then);
  }

  void come() {
    come = true;
    waiting.forEach(Runnable::run);
  }
}
