package dev.memdi.edge.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.edge.http.Exchange.Sending;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Many keys in one request, as JSON: a batch of one shard, and the getting and setting of many. */
final class ManyRoutes {
  private ManyRoutes() {}

  static List<Route> routes() {
    Set<String> writing = Set.of("keyspace", "ack", "timeout");
    return List.of(
        new Route(HttpMethods.POST, "/batch", writing, ManyRoutes::batch),
        new Route(
            HttpMethods.POST, "/mget", Set.of("keyspace", "read", "timeout"), ManyRoutes::getMany),
        new Route(HttpMethods.POST, "/mset", writing, ManyRoutes::setMany));
  }

  /** An operation with the keys that its results belong to. */
  private record Parsed(Operation operation, List<Key> keys) {}

  private static CompletionStage<HttpResponse> answer(
      Exchange exchange, Function<Fields, Parsed> parse) {
    exchange.refuseHeaders("If-Match", "If-None-Match");
    Sending sending = exchange.sending();
    return exchange
        .body()
        .read("the body", exchange.limits().sessionPendingBytes())
        .thenCompose(body -> {
          Fields fields = Json.read(body);
          Parsed parsed = parse.apply(fields);
          fields.end();
          return sending
              .submit(parsed.operation)
              .thenApplyAsync(done -> many(parsed.keys, done), exchange.backend().executor());
        });
  }

  private static CompletionStage<HttpResponse> getMany(Exchange exchange) {
    return answer(
        exchange,
        fields -> {
          List<Key> keys = new ArrayList<>();
          for (JsonNode node : fields.list("keys", exchange.limits().batchOperations())) {
            keys.add(key(exchange, node, "keys[%d]".formatted(keys.size())));
          }
          return new Parsed(new Operation.GetMany(keys), keys);
        });
  }

  /** A key is a string, or an object with {@code key} or {@code keyBase64}. */
  private static Key key(Exchange exchange, JsonNode node, String where) {
    if (node.isTextual()) {
      return exchange.key(
          Utf8.bytes(node.textValue())
              .orElseThrow(() -> Rejection.invalid(where + " holds half of a surrogate pair")));
    }
    Fields fields = Fields.of(node, where);
    Key key = exchange.key(fields.bytes("key"));
    fields.end();
    return key;
  }

  private static CompletionStage<HttpResponse> setMany(Exchange exchange) {
    return answer(
        exchange,
        fields -> {
          List<Operation.Set> sets = new ArrayList<>();
          for (JsonNode node : fields.list("sets", exchange.limits().batchOperations())) {
            Fields set = Fields.of(node, "sets[%d]".formatted(sets.size()));
            sets.add(set(exchange, set));
            set.end();
          }
          return new Parsed(
              new Operation.SetMany(sets), sets.stream().map(Operation.Set::key).toList());
        });
  }

  private static Operation.Set set(Exchange exchange, Fields fields) {
    return new Operation.Set(
        exchange.key(fields.bytes("key")),
        exchange.value(fields.bytes("value")),
        Exchange.expiry(fields.optionalText("ttl")),
        Condition.ALWAYS);
  }

  private static CompletionStage<HttpResponse> batch(Exchange exchange) {
    return answer(
        exchange,
        fields -> {
          int most = exchange.limits().batchOperations();
          List<Operation.Check> checks = new ArrayList<>();
          for (JsonNode node : fields.optionalList("conditions", most)) {
            checks.add(check(exchange, node, "conditions[%d]".formatted(checks.size())));
          }
          List<Operation.Change> changes = new ArrayList<>();
          for (JsonNode node : fields.list("operations", most)) {
            changes.add(change(exchange, node, "operations[%d]".formatted(changes.size())));
          }
          return new Parsed(
              new Operation.Batch(checks, changes),
              changes.stream().map(Operation.Change::key).toList());
        });
  }

  private static Operation.Check check(Exchange exchange, JsonNode node, String where) {
    Fields fields = Fields.of(node, where);
    Key key = exchange.key(fields.bytes("key"));
    Condition condition = Checks.condition(fields);
    fields.end();
    return new Operation.Check(key, condition);
  }

  private static Operation.Change change(Exchange exchange, JsonNode node, String where) {
    Fields fields = Fields.of(node, where);
    String op = fields.text("op");
    Operation.Change change =
        switch (op) {
          case "set" -> set(exchange, fields);
          case "delete" -> Operation.Delete.of(exchange.key(fields.bytes("key")));
          case "incr" ->
              new Operation.Increment(
                  exchange.key(fields.bytes("key")), fields.has("by") ? fields.integer("by") : 1);
          case "append" ->
              new Operation.Append(
                  exchange.key(fields.bytes("key")), exchange.value(fields.bytes("value")));
          default -> throw fields.wrong("op", "is not set, delete, incr or append: '" + op + "'");
        };
    fields.end();
    return change;
  }

  private static HttpResponse many(List<Key> keys, Outcome.Done done) {
    if (!(done.result() instanceof Result.Many many) || many.results().size() != keys.size()) {
      throw Reply.unexpected(done.result());
    }
    return Reply.json(
            200,
            json -> {
              json.writeStartObject();
              json.writeArrayFieldStart("results");
              for (int i = 0; i < keys.size(); i++) {
                json.writeStartObject();
                Json.writeBytes(json, "key", keys.get(i).bytes());
                write(json, many.results().get(i));
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            })
        .addHeaders(Reply.assurance(done.assurance()));
  }

  private static void write(JsonGenerator json, Result result) throws IOException {
    switch (result) {
      case Result.Found found -> {
        json.writeBooleanField("found", true);
        value(json, found.value(), found.revision().index());
        if (found.ttl().isPresent()) {
          json.writeNumberField("ttlMillis", found.ttl().get().toMillis());
        }
      }
      case Result.Missing _ -> json.writeBooleanField("found", false);
      case Result.Written written -> {
        json.writeNumberField("revision", written.revision().index());
        json.writeBooleanField("created", written.created());
      }
      case Result.Deleted deleted -> {
        json.writeNumberField("revision", deleted.revision().index());
        json.writeBooleanField("existed", deleted.existed());
      }
      case Result.Updated updated -> value(json, updated.value(), updated.revision().index());
      case Result.Many _, Result.Page _, Result.Counted _, Result.Failed _ ->
          throw Reply.unexpected(result);
    }
  }

  private static void value(JsonGenerator json, Bytes value, long revision) throws IOException {
    Json.writeBytes(json, "value", value);
    json.writeNumberField("revision", revision);
  }
}
