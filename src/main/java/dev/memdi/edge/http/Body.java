package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Refusal;
import dev.memdi.config.RequestDefaults;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/**
 * The body of one request. It is refused before a byte of it is kept if its length says that it is
 * too long, and as soon as it is too long where its length is not told. What is not wanted is read
 * all the same and dropped, within bounds, before the answer: a client that still writes when its
 * connection closes often never sees what was wrong.
 */
final class Body {
  private static final long DROPPED = 64L << 20;
  private static final Duration DROPPING = Duration.ofSeconds(10);

  private final RequestEntity entity;
  private final boolean awaited;
  private final Backend backend;
  private final AtomicLong held = new AtomicLong();
  private boolean consumed;

  Body(HttpRequest request, Backend backend) {
    this.entity = request.entity();
    this.awaited = request.getHeader("Expect").isPresent();
    this.backend = backend;
  }

  /** Reads it whole, up to {@code limit} bytes; {@code what} names it in a problem. */
  CompletionStage<Bytes> read(String what, long limit) {
    if (length() > limit) {
      throw new Rejection(Problem.of(new Refusal.TooLarge(what, length(), limit)));
    }
    consumed = true;
    if (entity instanceof HttpEntity.Strict strict) { // came whole with the head of its request
      return CompletableFuture.completedFuture(Bytes.wrap(strict.getData().toArrayUnsafe()));
    }
    Gathered gathered = new Gathered(what, limit);
    CompletableFuture<Bytes> whole =
        entity
            .withoutSizeLimit()
            .getDataBytes()
            .completionTimeout(RequestDefaults.LONGEST)
            .runWith(Sink.fold(gathered, Gathered::add), backend.system())
            .handle((all, failure) -> {
              if (failure != null) {
                throw new CompletionException(problem(failure));
              }
              return all.bytes();
            })
            .toCompletableFuture();
    return untilTheEnd(
        whole, () -> whole.completeExceptionally(new Rejection(LastWords.refused())));
  }

  /** The stream itself is left alone: Pekko would break the connection before the answer. */
  private <T> CompletableFuture<T> untilTheEnd(CompletableFuture<T> waiting, Runnable end) {
    Runnable over = backend.ending().tell(end);
    return waiting.whenComplete((value, failure) -> over.run());
  }

  private static Throwable problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    if (cause instanceof Rejection) {
      return cause;
    }
    return cause instanceof TimeoutException
        ? new Rejection(
            Problem.of(
                ProblemType.BODY_TIMEOUT,
                "the body did not arrive within " + RequestDefaults.LONGEST.toSeconds() + "s"))
        : Rejection.invalid("the body broke off: " + cause.getMessage());
  }

  /** Whether it came with the head of its request, as short ones do and none does. */
  boolean isWhole() {
    return entity.isStrict();
  }

  /** The exchange is over: gives back what was held, and drops what nobody has read. */
  CompletionStage<Done> close() {
    backend.uploads().giveBack(held.getAndSet(0));
    // a client that awaits a sign to send its body gets the answer in place of that
    if (consumed || awaited || entity.isStrict() || length() > DROPPED) {
      return CompletableFuture.completedFuture(Done.done());
    }
    consumed = true;
    CompletableFuture<Done> dropped =
        entity
            .withSizeLimit(DROPPED)
            .getDataBytes()
            .completionTimeout(DROPPING)
            .runWith(Sink.ignore(), backend.system())
            .exceptionally(failure -> Done.done())
            .toCompletableFuture();
    return untilTheEnd(dropped, () -> dropped.complete(Done.done()));
  }

  private long length() {
    return entity.getContentLengthOption().orElse(0);
  }

  /** The part that has arrived. */
  private final class Gathered {
    private final String what;
    private final long limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Optional<Problem> problem = Optional.empty();
    private long dropped;

    Gathered(String what, long limit) {
      this.what = what;
      this.limit = limit;
    }

    Gathered add(ByteString chunk) {
      if (problem.isEmpty()) {
        problem = whyNot(chunk);
      }
      if (problem.isEmpty()) {
        held.addAndGet(chunk.size());
        bytes.writeBytes(chunk.toArrayUnsafe());
      } else {
        dropped += chunk.size();
        if (dropped > DROPPED) {
          throw new Rejection(problem.get());
        }
      }
      return this;
    }

    private Optional<Problem> whyNot(ByteString chunk) {
      if (bytes.size() + (long) chunk.size() > limit) {
        return Optional.of(
            Problem.of(
                ProblemType.TOO_LARGE, "%s is over the limit of %d bytes".formatted(what, limit)));
      }
      return backend.uploads().take(chunk.size())
          ? Optional.empty()
          : Optional.of(Problem.of(new Refusal.Busy("the memory for bodies on their way")));
    }

    Bytes bytes() {
      if (problem.isPresent()) {
        throw new Rejection(problem.get());
      }
      return Bytes.wrap(bytes.toByteArray());
    }
  }
}
