package dev.memdi.edge.http;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.config.Limits;
import dev.memdi.config.RequestDefaults;
import dev.memdi.routing.Router;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** One request that is being answered: what it asks for, checked as it is read. */
final class Exchange {
  private final HttpRequest request;
  private final Target target;
  private final String variable;
  private final Backend backend;
  private final Body body;

  /** {@code variable} is what stands, percent-encoded, for the variable of the route's template. */
  Exchange(HttpRequest request, Target target, String variable, Backend backend, Body body) {
    this.request = request;
    this.target = target;
    this.variable = variable;
    this.backend = backend;
    this.body = body;
  }

  Backend backend() {
    return backend;
  }

  Limits limits() {
    return backend.limits();
  }

  Body body() {
    return body;
  }

  /** The path's variable as bytes. */
  Bytes variable() {
    return PercentCoding.decodeSegment(variable)
        .orElseThrow(
            () -> Rejection.invalid("the path is badly escaped: '%s'".formatted(variable)));
  }

  /** The path's variable as text. */
  String variableText() {
    return Utf8.text(variable())
        .orElseThrow(() -> Rejection.invalid("the path is not UTF-8: '%s'".formatted(variable)));
  }

  /** The path's variable as the number of a shard, which there need not be. */
  int shard() {
    String shard = variableText();
    if (!shard.matches("\\d{1,9}")) {
      throw Rejection.invalid("'%s' is not the number of a shard".formatted(shard));
    }
    return Integer.parseInt(shard);
  }

  /** The path's variable as a key. */
  Key key() {
    return key(variable());
  }

  Key key(Bytes bytes) {
    if (bytes.isEmpty()) {
      throw Rejection.invalid("the key is empty");
    }
    if (bytes.length() > limits().key()) {
      throw new Rejection(
          Problem.of(new Refusal.TooLarge("the key", bytes.length(), limits().key())));
    }
    return new Key(bytes);
  }

  Bytes value(Bytes bytes) {
    if (bytes.length() > limits().value()) {
      throw new Rejection(
          Problem.of(new Refusal.TooLarge("the value", bytes.length(), limits().value())));
    }
    return bytes;
  }

  Optional<String> header(String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /** Ends the exchange if it has a header that the route would have to heed and can't. */
  void refuseHeaders(String... names) {
    for (String name : names) {
      if (header(name).isPresent()) {
        throw Rejection.invalid("this route does not take " + name);
      }
    }
  }

  Optional<Bytes> bytes(String parameter) {
    return Optional.ofNullable(target.query().get(parameter));
  }

  Optional<String> text(String parameter) {
    return bytes(parameter)
        .map(bytes ->
            Utf8.text(bytes).orElseThrow(() -> Rejection.invalid(parameter + " is not UTF-8")));
  }

  Optional<Long> integer(String parameter) {
    return text(parameter)
        .map(text -> {
          try {
            return Long.valueOf(text);
          } catch (NumberFormatException e) {
            throw Rejection.invalid(
                "%s: '%s' is not a signed 64-bit integer".formatted(parameter, text));
          }
        });
  }

  /** How long a write lets its key live: {@code ?ttl=30s}, {@code ?ttl=keep}, or forever. */
  Expiry expiry() {
    return expiry(text("ttl"));
  }

  static Expiry expiry(Optional<String> ttl) {
    if (ttl.isEmpty()) {
      return Expiry.NEVER;
    }
    return ttl.get().equals("keep")
        ? Expiry.KEEP
        : new Expiry.After(DurationText.require("ttl", ttl.get()));
  }

  /** That of the keyspace that is named, {@code ?keyspace=cache}, or of the default one. */
  Router router() {
    Optional<String> keyspace = text("keyspace");
    if (keyspace.isEmpty()) {
      return backend.routers().byDefault();
    }
    return backend
        .routers()
        .named(keyspace.get())
        .orElseThrow(() ->
            new Rejection(
                Problem.of(
                    ProblemType.NO_SUCH_KEYSPACE,
                    "there is no keyspace '%s'".formatted(keyspace.get()))));
  }

  private Duration timeout() {
    Duration asked =
        text("timeout")
            .map(text -> DurationText.require("timeout", text))
            .orElse(backend.defaults().timeout());
    return asked.compareTo(RequestDefaults.LONGEST) > 0 ? RequestDefaults.LONGEST : asked;
  }

  private <E extends Enum<E>> E choice(String parameter, E standard) {
    Optional<String> given = text(parameter);
    if (given.isEmpty()) {
      return standard;
    }
    E[] all = standard.getDeclaringClass().getEnumConstants();
    return Stream.of(all)
        .filter(e -> word(e).equals(given.get()))
        .findFirst()
        .orElseThrow(() ->
            Rejection.invalid(
                "%s: '%s' is not one of %s"
                    .formatted(
                        parameter,
                        given.get(),
                        Stream.of(all).map(Exchange::word).collect(Collectors.joining(", ")))));
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Whatever is wrong with the parameters that all operations have ends the exchange here. */
  Sending sending() {
    Router router = router();
    RequestDefaults defaults = backend.defaults().in(router.keyspace());
    Ack ack = choice("ack", defaults.ack());
    Consistency read = choice("read", defaults.read());
    return new Sending(router, ack, read, timeout());
  }

  /** How this exchange wants its operation done. */
  final class Sending {
    private final Router router;
    private final Ack ack;
    private final Consistency read;
    private final Duration timeout;

    private Sending(Router router, Ack ack, Consistency read, Duration timeout) {
      this.router = router;
      this.ack = ack;
      this.read = read;
      this.timeout = timeout;
    }

    /** Completes when {@code operation} was done, or with a {@link Rejection} when it was not. */
    CompletionStage<Outcome.Done> submit(Operation operation) {
      CompletableFuture<Outcome.Done> done = new CompletableFuture<>();
      router.submit(
          new Request(operation, ack, read, timeout),
          outcome -> {
            switch (outcome) {
              case Outcome.Done d -> done.complete(d);
              case Outcome.Refused r ->
                  done.completeExceptionally(new Rejection(Problem.of(r.refusal())));
              case Outcome.Unknown u -> done.completeExceptionally(new Rejection(Problem.of(u)));
            }
          });
      return done;
    }

    /**
     * An answer of the operator's side, in time; {@code late} is the problem if it is not or fails.
     */
    <T> CompletionStage<T> await(CompletionStage<T> answer, ProblemType late) {
      return answer
          .thenApply(a -> a) // a copy: the timeout must not end somebody else's future
          .toCompletableFuture()
          .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(failure -> {
            throw new Rejection(Problem.of(late, "the cluster did not answer: " + reason(failure)));
          });
    }

    private String reason(Throwable failure) {
      return failure instanceof TimeoutException
          ? "not within " + timeout.toMillis() + "ms"
          : String.valueOf(failure.getMessage());
    }
  }
}
