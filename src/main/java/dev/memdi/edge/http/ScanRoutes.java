package dev.memdi.edge.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Keys in order, page by page, or their number. */
final class ScanRoutes {
  private static final int STANDARD_LIMIT = 100;

  private ScanRoutes() {}

  static List<Route> routes() {
    return List.of(
        new Route(
            HttpMethods.GET,
            "/kv",
            Set.of("keyspace", "prefix", "limit", "after", "count", "read", "timeout"),
            ScanRoutes::scanOrCount));
  }

  private static CompletionStage<HttpResponse> scanOrCount(Exchange exchange) {
    Bytes prefix = exchange.bytes("prefix").orElse(Bytes.EMPTY);
    String count = exchange.text("count").orElse("false");
    return switch (count) {
      case "true" -> count(exchange, prefix);
      case "false" -> scan(exchange, prefix);
      default -> throw Rejection.invalid("count: '%s' is not true or false".formatted(count));
    };
  }

  private static CompletionStage<HttpResponse> count(Exchange exchange, Bytes prefix) {
    if (exchange.bytes("limit").isPresent() || exchange.bytes("after").isPresent()) {
      throw Rejection.invalid("count=true does not go with limit or after");
    }
    return exchange.sending().submit(new Operation.Count(prefix)).thenApply(ScanRoutes::counted);
  }

  private static HttpResponse counted(Outcome.Done done) {
    if (!(done.result() instanceof Result.Counted counted)) {
      throw Reply.unexpected(done.result());
    }
    return Reply.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeNumberField("count", counted.keys());
              json.writeEndObject();
            })
        .addHeaders(Reply.assurance(done.assurance()));
  }

  private static CompletionStage<HttpResponse> scan(Exchange exchange, Bytes prefix) {
    int most = exchange.limits().scan();
    long limit = exchange.integer("limit").orElse((long) Math.min(STANDARD_LIMIT, most));
    if (limit < 1 || limit > most) {
      throw Rejection.invalid("limit: %d is not from 1 to %d".formatted(limit, most));
    }
    return exchange
        .sending()
        .submit(new Operation.Scan(prefix, exchange.bytes("after").map(Key::new), (int) limit))
        .thenApplyAsync(ScanRoutes::page, exchange.backend().executor());
  }

  private static HttpResponse page(Outcome.Done done) {
    if (!(done.result() instanceof Result.Page page)) {
      throw Reply.unexpected(done.result());
    }
    return Reply.json(200, json -> write(json, page)).addHeaders(Reply.assurance(done.assurance()));
  }

  private static void write(JsonGenerator json, Result.Page page) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("entries");
    for (Result.Entry entry : page.entries()) {
      json.writeStartObject();
      Json.writeBytes(json, "key", entry.key().bytes());
      Json.writeBytes(json, "value", entry.value());
      json.writeNumberField("revision", entry.revision().index());
      if (entry.ttl().isPresent()) {
        json.writeNumberField("ttlMillis", entry.ttl().get().toMillis());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    if (page.more() && !page.entries().isEmpty()) {
      // percent-encoded: fit for ?after= whatever its bytes
      json.writeStringField("next", PercentCoding.encode(page.entries().getLast().key().bytes()));
    }
    json.writeEndObject();
  }
}
