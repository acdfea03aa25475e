package dev.memdi.edge.http;

import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.edge.http.Exchange.Sending;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Changes that depend on what a key holds; each answers with the new value and its revision. */
final class UpdateRoutes {
  private UpdateRoutes() {}

  static List<Route> routes() {
    return List.of(
        new Route(
            HttpMethods.POST,
            "/kv/{key}/incr",
            Set.of("keyspace", "by", "ack", "timeout"),
            UpdateRoutes::increment),
        new Route(
            HttpMethods.POST,
            "/kv/{key}/append",
            Set.of("keyspace", "ack", "timeout"),
            UpdateRoutes::append),
        new Route(
            HttpMethods.POST,
            "/kv/{key}/cas",
            Set.of("keyspace", "ttl", "ack", "timeout"),
            UpdateRoutes::compareAndSet));
  }

  private static CompletionStage<HttpResponse> increment(Exchange exchange) {
    Key key = exchange.key();
    exchange.refuseHeaders("If-Match", "If-None-Match");
    long by = exchange.integer("by").orElse(1L);
    return exchange
        .sending()
        .submit(new Operation.Increment(key, by))
        .thenApply(UpdateRoutes::updated);
  }

  private static CompletionStage<HttpResponse> append(Exchange exchange) {
    Key key = exchange.key();
    exchange.refuseHeaders("If-Match", "If-None-Match");
    Sending sending = exchange.sending();
    return exchange
        .body()
        .read("the value", exchange.limits().value())
        .thenCompose(suffix -> sending.submit(new Operation.Append(key, suffix)))
        .thenApply(UpdateRoutes::updated);
  }

  private static HttpResponse updated(Outcome.Done done) {
    if (!(done.result() instanceof Result.Updated updated)) {
      throw Reply.unexpected(done.result());
    }
    return value(updated.value(), updated.revision(), done.assurance());
  }

  private static CompletionStage<HttpResponse> compareAndSet(Exchange exchange) {
    Key key = exchange.key();
    Expiry expiry = exchange.expiry();
    exchange.refuseHeaders("If-Match", "If-None-Match");
    Sending sending = exchange.sending();
    return exchange
        .body()
        .read("the body", exchange.limits().sessionPendingBytes())
        .thenCompose(body -> {
          Fields fields = Json.read(body);
          Condition condition = expected(fields);
          Bytes value = exchange.value(fields.bytes("new"));
          fields.end();
          return sending
              .submit(new Operation.Set(key, value, expiry, condition))
              .thenApply(done -> swapped(value, done));
        });
  }

  /** Null stands for a key that does not exist. */
  private static Condition expected(Fields fields) {
    return fields.isNull("expected")
        ? Condition.ABSENT
        : new Condition.Holds(fields.bytes("expected"));
  }

  private static HttpResponse swapped(Bytes value, Outcome.Done done) {
    if (!(done.result() instanceof Result.Written written)) {
      throw Reply.unexpected(done.result());
    }
    return value(value, written.revision(), done.assurance());
  }

  private static HttpResponse value(Bytes value, Revision revision, Assurance assurance) {
    return Reply.json(
            200,
            json -> {
              json.writeStartObject();
              Json.writeBytes(json, "value", value);
              json.writeNumberField("revision", revision.index());
              json.writeEndObject();
            })
        .addHeader(Conditions.tag(revision))
        .addHeaders(Reply.assurance(assurance));
  }
}
