package dev.memdi.durable.journal;

import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** An answer that Pekko waits for. */
final class PromisedAnswer<T> implements Answer<T> {
  private final Promise<T> promise = Promise.apply();

  /** An answer without a value that leads to one which Java calls void. */
  static Answer<Done> toVoid(Promise<Void> promise) {
    return new Answer<>() {
      @Override
      public void succeed(Done result) {
        promise.trySuccess(null);
      }

      @Override
      public void fail(Throwable why) {
        promise.tryFailure(why);
      }
    };
  }

  Future<T> future() {
    return promise.future();
  }

  @Override
  public void succeed(T result) {
    promise.trySuccess(result);
  }

  @Override
  public void fail(Throwable why) {
    promise.tryFailure(why);
  }

  /** An answer that is this one when a function was applied to it. */
  <S> Answer<S> mapped(Function<S, T> function) {
    return then(result -> succeed(function.apply(result)));
  }

  private <S> Answer<S> then(Consumer<S> next) {
    return leadingTo(next, this);
  }

  /** An answer whose success leads on to something, and whose failure is another's. */
  static <S> Answer<S> leadingTo(Consumer<S> next, Answer<?> failing) {
    return new Answer<>() {
      @Override
      public void succeed(S result) {
        next.accept(result);
      }

      @Override
      public void fail(Throwable why) {
        failing.fail(why);
      }
    };
  }
}
