package dev.memdi.edge.resp;

import dev.memdi.api.Key;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Where scans are to go on. A cursor is a number to Redis' clients, and a key to memdi: so this
 * node remembers, for the latest of them, which is which. A scan goes on at the node where it
 * began. For any thread.
 */
final class Cursors {
  /** Some clients hold a cursor in a floating-point number. */
  private static final long LARGEST = 1L << 53;

  private final int most;
  private final SplittableRandom random;
  private final LinkedHashMap<Long, Key> after;

  /** Remembers {@code most}; numbers from {@code seed} on, so that no other node has the same. */
  Cursors(int most, long seed) {
    this.most = most;
    this.random = new SplittableRandom(seed);
    this.after = new LinkedHashMap<>(16, 0.75f, true);
  }

  synchronized long add(Key key) {
    long number = random.nextLong(1, LARGEST);
    after.put(number, key);
    if (after.size() > most) {
      Map.Entry<Long, Key> oldest = after.firstEntry();
      after.remove(oldest.getKey());
    }
    return number;
  }

  synchronized Optional<Key> find(long number) {
    return Optional.ofNullable(after.get(number));
  }
}
