package dev.memdi.edge.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * The orderly end of a server. Once it has begun, every answer is the last one of its connection
 * and says so, so that a client that is at work learns of the stop by an answer and not by a
 * connection that closes under its next request. The drain is over when nothing is being answered
 * and nothing has been for a moment: whoever works with the node has been told by then.
 *
 * <p>The moment is so many looks by the threads that read what clients send, not a time: where the
 * whole machine stood still, a time has passed in which nobody could have been heard.
 */
final class Drain {
  private static final Duration LOOK = Duration.ofMillis(10);

  /** A client that is at work sends its next request sooner. */
  private static final int QUIET_LOOKS = 20;

  private final LongSupplier nanos;
  private final Consumer<Runnable> soon;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong moves = new AtomicLong(); // requests and answers
  private volatile boolean begun;

  /** {@code soon} runs what it is given {@link #LOOK} later. */
  Drain(LongSupplier nanos, Consumer<Runnable> soon) {
    this.nanos = nanos;
    this.soon = soon;
  }

  /** Looks by {@code threads}. */
  static Drain by(Executor threads, ActorSystem<?> system) {
    return new Drain(
        System::nanoTime,
        look ->
            system
                .scheduler()
                .scheduleOnce(LOOK, () -> threads.execute(look), system.executionContext()));
  }

  /** {@code answering}, which throws nothing, with its answers counted. */
  Function<HttpRequest, CompletionStage<HttpResponse>> around(
      Function<HttpRequest, CompletionStage<HttpResponse>> answering) {
    return request -> {
      underWay.incrementAndGet();
      moves.incrementAndGet();
      return answering
          .apply(request)
          .handle((response, failure) -> {
            moves.incrementAndGet();
            underWay.decrementAndGet();
            if (failure != null) {
              throw new CompletionException(failure);
            }
            return response;
          });
    };
  }

  /** From now on every answer says that it is the last one of its connection. */
  void announce() {
    begun = true;
  }

  boolean isAnnounced() {
    return begun;
  }

  /** Begins, and completes when it is over, or when its time is. */
  CompletionStage<Done> begin(Duration within) {
    announce();
    CompletableFuture<Done> over = new CompletableFuture<>();
    long deadline = nanos.getAsLong() + within.toNanos();
    long seen = moves.get();
    soon.accept(() -> look(seen, 0, deadline, over));
    return over;
  }

  private void look(long seen, int quietLooks, long deadline, CompletableFuture<Done> over) {
    long now = moves.get();
    int quiet = underWay.get() == 0 && now == seen ? quietLooks + 1 : 0;
    if (quiet == QUIET_LOOKS || nanos.getAsLong() - deadline >= 0) {
      over.complete(Done.getInstance());
    } else {
      soon.accept(() -> look(now, quiet, deadline, over));
    }
  }
}
