package dev.memdi.multijvm;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * What a client wants next. All clients want something of the same few keys; which these are
 * changes now and then, so that the history of one key stays short enough to be judged.
 */
final class Intentions {
  private static final int KEYS = 6;
  private static final int WANTS_PER_KEYS = 300;

  private final String prefix;
  private final RandomGenerator random;
  private final AtomicLong wants;
  private Key seen = Key.utf8("none");
  private Revision revision = new Revision(1);
  private Bytes value = Bytes.EMPTY;

  /**
   * One client's.
   *
   * @param prefix what all keys begin with
   * @param wants counts what all clients wanted
   */
  Intentions(String prefix, RandomGenerator random, AtomicLong wants) {
    this.prefix = prefix;
    this.random = random;
    this.wants = wants;
  }

  Operation next() {
    long want = wants.incrementAndGet();
    String keys = want / WANTS_PER_KEYS + "-" + random.nextInt(KEYS);
    Key key = Key.utf8(prefix + "-k" + keys);
    Bytes fresh = Bytes.utf8("v" + want);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> new Operation.Get(key);
      case 3, 4 -> Operation.Set.of(key, fresh);
      case 5, 6 -> new Operation.Increment(Key.utf8(prefix + "-n" + keys), 1 + random.nextInt(9));
      case 7 -> set(seen, fresh, new Condition.AtRevision(revision));
      case 8 ->
          random.nextBoolean()
              ? set(seen, fresh, new Condition.Holds(value))
              : set(key, fresh, Condition.ABSENT);
      default -> Operation.Delete.of(key);
    };
  }

  private static Operation set(Key key, Bytes value, Condition condition) {
    return new Operation.Set(key, value, Expiry.NEVER, condition);
  }

  /** What conditions are made of. */
  void learn(Operation operation, Result result) {
    if (operation instanceof Operation.Get(Key key) && result instanceof Result.Found found) {
      seen = key;
      revision = found.revision();
      value = found.value();
    } else if (operation instanceof Operation.Set set && result instanceof Result.Written written) {
      seen = set.key();
      revision = written.revision();
      value = set.value();
    }
  }
}
