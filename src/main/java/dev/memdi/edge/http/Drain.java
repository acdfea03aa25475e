package dev.memdi.edge.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.japi.function.Function;

/**
 * The orderly end of a server. Once it has begun, every answer is the last one of its connection
 * and says so, so that a client that is at work learns of the stop by an answer and not by a
 * connection that closes under its next request. The drain is over when nothing is being answered
 * and nothing has been for a moment: whoever works with the node has been told by then.
 */
final class Drain {
  private static final Connection CLOSE = Connection.create("close");

  /** A client that is at work sends its next request sooner. */
  private static final Duration QUIET = Duration.ofMillis(200);

  private static final Duration LOOK = Duration.ofMillis(10);

  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean begun;
  private volatile long lastAt = System.nanoTime();

  /** {@code answering}, which throws nothing, with its answers counted and marked. */
  Function<HttpRequest, CompletionStage<HttpResponse>> around(
      Function<HttpRequest, CompletionStage<HttpResponse>> answering) {
    return request -> {
      underWay.incrementAndGet();
      return answered(answering.apply(request));
    };
  }

  private CompletionStage<HttpResponse> answered(CompletionStage<HttpResponse> answer) {
    return answer.handle((response, failure) -> {
      lastAt = System.nanoTime();
      underWay.decrementAndGet();
      if (failure != null) {
        throw new CompletionException(failure);
      }
      return begun ? response.addHeader(CLOSE) : response;
    });
  }

  /** From now on every answer says that it is the last one of its connection. */
  void announce() {
    begun = true;
  }

  /** Begins, and completes when it is over, or when its time is. */
  CompletionStage<Done> begin(Duration within, ActorSystem<?> system) {
    announce();
    lastAt = System.nanoTime();
    CompletableFuture<Done> over = new CompletableFuture<>();
    look(System.nanoTime() + within.toNanos(), system, over);
    return over;
  }

  private void look(long deadline, ActorSystem<?> system, CompletableFuture<Done> over) {
    long now = System.nanoTime();
    boolean quiet = underWay.get() == 0 && now - lastAt >= QUIET.toNanos();
    if (quiet || now - deadline >= 0) {
      over.complete(Done.getInstance());
      return;
    }
    system
        .scheduler()
        .scheduleOnce(LOOK, () -> look(deadline, system, over), system.executionContext());
  }
}
