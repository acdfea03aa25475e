package dev.memdi.edge.http;

import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.edge.http.Exchange.Sending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** One key: its value is the body, its revision the entity tag. */
final class KeyRoutes {
  private KeyRoutes() {}

  static List<Route> routes() {
    Set<String> reading = Set.of("keyspace", "read", "timeout");
    return List.of(
        new Route(HttpMethods.GET, "/kv/{key}", reading, KeyRoutes::get),
        // asks for the value too, although it is not sent: its length is part of the answer
        new Route(HttpMethods.HEAD, "/kv/{key}", reading, KeyRoutes::get),
        new Route(
            HttpMethods.PUT,
            "/kv/{key}",
            Set.of("keyspace", "ttl", "ack", "timeout"),
            KeyRoutes::put),
        new Route(
            HttpMethods.DELETE,
            "/kv/{key}",
            Set.of("keyspace", "ack", "timeout"),
            KeyRoutes::delete));
  }

  private static CompletionStage<HttpResponse> get(Exchange exchange) {
    Key key = exchange.key();
    Optional<String> held = exchange.header("If-None-Match");
    held.ifPresent(Conditions::checkOfRead);
    exchange.refuseHeaders("If-Match");
    return exchange
        .sending()
        .submit(new Operation.Get(key))
        .thenApply(done -> {
          Result.Found found = found(key, done);
          HttpResponse response =
              held.filter(tags -> Conditions.holds(tags, found.revision())).isPresent()
                  ? Reply.empty(304)
                  : Reply.bytes(found.value());
          HttpResponse tagged =
              response
                  .addHeader(Conditions.tag(found.revision()))
                  .addHeaders(Reply.assurance(done.assurance()));
          return found.ttl().map(ttl -> tagged.addHeader(remaining(ttl))).orElse(tagged);
        });
  }

  /** Also of the plain routes. */
  static Result.Found found(Key key, Outcome.Done done) {
    return switch (done.result()) {
      case Result.Found found -> found;
      case Result.Missing _ ->
          throw new Rejection(notFound(key).with(Reply.assurance(done.assurance())));
      case Result.Written _,
          Result.Deleted _,
          Result.Updated _,
          Result.Many _,
          Result.Page _,
          Result.Counted _,
          Result.Failed _ ->
          throw Reply.unexpected(done.result());
    };
  }

  private static Problem notFound(Key key) {
    return Problem.of(ProblemType.NOT_FOUND, "the key '%s' does not exist".formatted(key));
  }

  private static HttpHeader remaining(Duration ttl) {
    return RawHeader.create("Memdi-Ttl-Millis", Long.toString(ttl.toMillis()));
  }

  private static CompletionStage<HttpResponse> put(Exchange exchange) {
    Key key = exchange.key();
    Expiry expiry = exchange.expiry();
    Condition condition = condition(exchange);
    Sending sending = exchange.sending();
    return exchange
        .body()
        .read("the value", exchange.limits().value())
        .thenCompose(value -> sending.submit(new Operation.Set(key, value, expiry, condition)))
        .thenApply(done -> {
          if (!(done.result() instanceof Result.Written written)) {
            throw Reply.unexpected(done.result());
          }
          return Reply.empty(written.created() ? 201 : 200)
              .addHeader(Conditions.tag(written.revision()))
              .addHeaders(Reply.assurance(done.assurance()));
        });
  }

  private static CompletionStage<HttpResponse> delete(Exchange exchange) {
    Key key = exchange.key();
    exchange.refuseHeaders("If-None-Match"); // to delete what does not exist
    return exchange
        .sending()
        .submit(new Operation.Delete(key, condition(exchange)))
        .thenApply(done -> {
          if (!(done.result() instanceof Result.Deleted deleted)) {
            throw Reply.unexpected(done.result());
          }
          List<HttpHeader> assurance = Reply.assurance(done.assurance());
          if (!deleted.existed()) {
            throw new Rejection(notFound(key).with(assurance));
          }
          return Reply.empty(204)
              .addHeader(RawHeader.create("Memdi-Revision", deleted.revision().toString()))
              .addHeaders(assurance);
        });
  }

  private static Condition condition(Exchange exchange) {
    return Conditions.ofWrite(exchange.header("If-Match"), exchange.header("If-None-Match"));
  }
}
