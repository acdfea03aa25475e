package dev.memdi;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.config.RequestDefaults;
import dev.memdi.routing.Router;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The store as a Java application uses it. Reads are linearizable and writes wait for what the
 * configuration says, unless {@link #with(Ack)} or {@link #with(Consistency)} says otherwise. A
 * stage fails with {@link RefusedException} if the operation was certainly not done, and with
 * {@link UnknownOutcomeException} if it may have been.
 *
 * <p>Stages are completed on a thread of the store's: don't block in their callbacks.
 */
public final class KeyValues {
  private final Router router;
  private final RequestDefaults defaults;

  KeyValues(Router router, RequestDefaults defaults) {
    this.router = router;
    this.defaults = defaults;
  }

  /** The same store, whose writes wait for {@code ack}. */
  public KeyValues with(Ack ack) {
    return new KeyValues(router, new RequestDefaults(defaults.timeout(), ack, defaults.read()));
  }

  /** The same store, whose reads see what {@code consistency} promises. */
  public KeyValues with(Consistency consistency) {
    return new KeyValues(
        router, new RequestDefaults(defaults.timeout(), defaults.ack(), consistency));
  }

  /** The same store, whose operations take no longer than {@code timeout}. */
  public KeyValues within(Duration timeout) {
    return new KeyValues(router, new RequestDefaults(timeout, defaults.ack(), defaults.read()));
  }

  public CompletionStage<Optional<Result.Found>> get(Key key) {
    return done(new Operation.Get(key))
        .thenApply(
            result -> result instanceof Result.Found found ? Optional.of(found) : Optional.empty());
  }

  public CompletionStage<Boolean> contains(Key key) {
    return done(new Operation.Contains(key)).thenApply(Result.Found.class::isInstance);
  }

  /** In the order of {@code keys}; empty where a key does not exist. */
  public CompletionStage<List<Optional<Result.Found>>> getMany(List<Key> keys) {
    return done(new Operation.GetMany(keys), Result.Many.class)
        .thenApply(many ->
            many.results().stream()
                .map(r ->
                    r instanceof Result.Found found
                        ? Optional.of(found)
                        : Optional.<Result.Found>empty())
                .toList());
  }

  public CompletionStage<Result.Written> set(Key key, Bytes value) {
    return done(Operation.Set.of(key, value), Result.Written.class);
  }

  /** Sets a key that expires {@code ttl} after the write. */
  public CompletionStage<Result.Written> set(Key key, Bytes value, Duration ttl) {
    return done(
        new Operation.Set(key, value, new Expiry.After(ttl), Condition.ALWAYS),
        Result.Written.class);
  }

  /** Sets the key if {@code condition} holds; refused with ConditionFailed if it does not. */
  public CompletionStage<Result.Written> setIf(Condition condition, Key key, Bytes value) {
    return done(new Operation.Set(key, value, Expiry.NEVER, condition), Result.Written.class);
  }

  /** Replaces {@code expected} by {@code replacement}, keeping the time to live. */
  public CompletionStage<Result.Written> compareAndSet(Key key, Bytes expected, Bytes replacement) {
    return done(
        new Operation.Set(key, replacement, Expiry.KEEP, new Condition.Holds(expected)),
        Result.Written.class);
  }

  /** Whether there was anything to delete. */
  public CompletionStage<Boolean> delete(Key key) {
    return done(Operation.Delete.of(key), Result.Deleted.class).thenApply(Result.Deleted::existed);
  }

  public CompletionStage<Result.Deleted> deleteAt(Key key, Revision revision) {
    return done(
        new Operation.Delete(key, new Condition.AtRevision(revision)), Result.Deleted.class);
  }

  /** The number after adding {@code delta}; an absent key counts as 0. */
  public CompletionStage<Long> increment(Key key, long delta) {
    return done(new Operation.Increment(key, delta), Result.Updated.class)
        .thenApply(updated -> Long.parseLong(updated.value().utf8()));
  }

  public CompletionStage<Result.Updated> append(Key key, Bytes suffix) {
    return done(new Operation.Append(key, suffix), Result.Updated.class);
  }

  public CompletionStage<Result.Page> scan(Bytes prefix, Optional<Key> after, int limit) {
    return done(new Operation.Scan(prefix, after, limit), Result.Page.class);
  }

  public CompletionStage<Long> count(Bytes prefix) {
    return done(new Operation.Count(prefix), Result.Counted.class).thenApply(Result.Counted::keys);
  }

  /** All or nothing; the keys must lie in one shard. */
  public CompletionStage<Result.Many> batch(
      List<Operation.Check> checks, List<Operation.Change> changes) {
    return done(new Operation.Batch(checks, changes), Result.Many.class);
  }

  /** Any operation, and how it ended. Never fails. */
  public CompletionStage<Outcome> execute(Operation operation) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    router.submit(
        new Request(operation, defaults.ack(), defaults.read(), defaults.timeout()),
        outcome::complete);
    return outcome;
  }

  private <T extends Result> CompletionStage<T> done(Operation operation, Class<T> type) {
    return done(operation).thenApply(type::cast);
  }

  private CompletionStage<Result> done(Operation operation) {
    return execute(operation)
        .thenCompose(outcome ->
            switch (outcome) {
              case Outcome.Done done -> CompletableFuture.completedStage(done.result());
              case Outcome.Refused refused ->
                  CompletableFuture.failedStage(new RefusedException(refused.refusal()));
              case Outcome.Unknown unknown ->
                  CompletableFuture.failedStage(new UnknownOutcomeException(unknown.why()));
            });
  }
}
