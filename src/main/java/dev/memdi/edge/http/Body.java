package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Refusal;
import dev.memdi.config.RequestDefaults;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/**
 * The body of one request. It is refused before a byte of it is kept if its length says that it is
 * too long, and as soon as it is too long where its length is not told.
 */
final class Body {
  /** What of an unwanted body is read and dropped, so that its sender hears the answer. */
  private static final long DRAINED = 1 << 20;

  private final RequestEntity entity;
  private final Backend backend;
  private final AtomicLong held = new AtomicLong();
  private boolean consumed;

  Body(RequestEntity entity, Backend backend) {
    this.entity = entity;
    this.backend = backend;
  }

  /** Reads it whole, up to {@code limit} bytes; {@code what} names it in a problem. */
  CompletionStage<Bytes> read(String what, long limit) {
    OptionalLong length = entity.getContentLengthOption();
    if (length.isPresent() && length.getAsLong() > limit) {
      throw new Rejection(Problem.of(new Refusal.TooLarge(what, length.getAsLong(), limit)));
    }
    consumed = true;
    if (entity instanceof HttpEntity.Strict strict) { // came whole with the head of its request
      return CompletableFuture.completedFuture(Bytes.wrap(strict.getData().toArrayUnsafe()));
    }
    Gathered gathered = new Gathered(what, limit);
    return entity
        .withoutSizeLimit()
        .getDataBytes()
        .completionTimeout(RequestDefaults.LONGEST)
        .runWith(Sink.fold(gathered, Gathered::add), backend.system())
        .handle((all, failure) -> {
          if (failure != null) {
            throw new CompletionException(problem(failure));
          }
          return all.bytes();
        });
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

  /** The exchange is over: drops what nobody read, and gives back what was held. */
  void close() {
    backend.uploads().giveBack(held.getAndSet(0));
    if (!consumed && !entity.isStrict()) {
      consumed = true;
      entity.withSizeLimit(DRAINED).discardBytes(backend.system());
    }
  }

  /** The part that has arrived. */
  private final class Gathered {
    private final String what;
    private final long limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Gathered(String what, long limit) {
      this.what = what;
      this.limit = limit;
    }

    Gathered add(ByteString chunk) {
      if (bytes.size() + (long) chunk.size() > limit) {
        throw new Rejection(
            Problem.of(
                ProblemType.TOO_LARGE, "%s is over the limit of %d bytes".formatted(what, limit)));
      }
      if (!backend.uploads().take(chunk.size())) {
        throw new Rejection(Problem.of(new Refusal.Busy("the memory for bodies on their way")));
      }
      held.addAndGet(chunk.size());
      bytes.writeBytes(chunk.toArrayUnsafe());
      return this;
    }

    Bytes bytes() {
      return Bytes.wrap(bytes.toByteArray());
    }
  }
}
