package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.config.Limits;
import dev.memdi.edge.http.Exchange.Sending;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;

/** The routes that mmapd had: a form to set, plain text to get. */
final class PlainRoutes {
  /** A byte of a form takes up to three, and the name of the value some. */
  private static final int ESCAPED = 3;

  private static final int NAME = 64;

  private PlainRoutes() {}

  static List<Route> routes() {
    return List.of(
        new Route(
            HttpMethods.POST, "/set/{key}", Set.of("keyspace", "ack", "timeout"), PlainRoutes::set),
        new Route(
            HttpMethods.GET,
            "/get/{key}",
            Set.of("keyspace", "read", "timeout"),
            PlainRoutes::get));
  }

  private static CompletionStage<HttpResponse> set(Exchange exchange) {
    Key key = exchange.key();
    exchange.refuseHeaders("If-Match", "If-None-Match");
    Sending sending = exchange.sending();
    return exchange
        .body()
        .read("the form", longestForm(exchange.limits()))
        .thenCompose(form -> sending.submit(Operation.Set.of(key, exchange.value(value(form)))))
        .thenApply(done -> Reply.text("OK\n").addHeaders(Reply.assurance(done.assurance())));
  }

  static long longestForm(Limits limits) {
    return (long) ESCAPED * limits.value() + NAME;
  }

  private static Bytes value(Bytes form) {
    Map<String, Bytes> fields =
        Target.parameters(new String(form.array(), StandardCharsets.ISO_8859_1));
    Bytes value = fields.get("value");
    if (value == null || fields.size() != 1) {
      throw Rejection.invalid(
          "the form has one field, 'value', but this one has " + fields.keySet());
    }
    return value;
  }

  private static CompletionStage<HttpResponse> get(Exchange exchange) {
    Key key = exchange.key();
    exchange.refuseHeaders("If-Match", "If-None-Match");
    return exchange
        .sending()
        .submit(new Operation.Get(key))
        .thenApply(done -> {
          Result.Found found = KeyRoutes.found(key, done);
          ByteString value = ByteString.fromArrayUnsafe(found.value().array());
          return HttpResponse.create()
              .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, value))
              .addHeaders(Reply.assurance(done.assurance()));
        });
  }
}
