package dev.memdi.sim.world;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that a world runs on: it keeps all others out, and makes the thread's {@link
 * ThreadLocalRandom}, from which Pekko draws the uids of actors and the jitter of back-offs, a
 * function of the world's seed.
 */
final class HomeThread {
  private static final VarHandle RANDOM_SEED = findRandomSeed();

  private final Thread thread = Thread.currentThread();
  private final long seedBefore;
  private volatile @Nullable Throwable failure;
  private boolean reported;

  HomeThread() {
    var unused = ThreadLocalRandom.current(); // makes sure that there is a seed to keep
    seedBefore = (long) RANDOM_SEED.get(thread);
  }

  private static VarHandle findRandomSeed() {
    try {
      return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
          .findVarHandle(Thread.class, "threadLocalRandomSeed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "a world needs the JVM option --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  void seedThreadLocalRandom(long seed) {
    RANDOM_SEED.set(thread, seed);
  }

  /**
   * Whether the caller is on this thread. A future of another executor, a real timer, a thread of
   * its own: what such a thread hands in comes at a moment that no seed decides. So it is not
   * taken, and the run fails.
   */
  boolean admits(String work) {
    if (Thread.currentThread() == thread) {
      return true;
    }
    String foreign = Thread.currentThread().getName();
    fail(new IllegalStateException(work + " came from a foreign thread, " + foreign));
    return false;
  }

  /** For what has to give its caller an answer. */
  void guard(String work) {
    if (!admits(work)) {
      throw new IllegalStateException(work + " came from a foreign thread");
    }
  }

  /** The first failure counts: later ones are likely its consequences. */
  synchronized void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** Why the run has to end, if it has to; from now on that counts as reported. */
  @Nullable Throwable failure() {
    if (failure != null) {
      reported = true;
    }
    return failure;
  }

  @Nullable Throwable unreportedFailure() {
    return reported ? null : failure();
  }

  /** Gives the thread its own randomness back. */
  void leave() {
    if (Thread.currentThread() == thread) {
      seedThreadLocalRandom(seedBefore);
    }
  }
}
