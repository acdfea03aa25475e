package dev.memdi.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Operations as HTTP requests, and HTTP answers as outcomes. Keys are of plain letters. */
final class HttpForm {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HttpForm() {}

  /** A request to {@code node} that gives up some time after the node should have. */
  static HttpRequest request(Node node, Operation operation, Ack ack, Duration timeout) {
    String limit = "?timeout=" + timeout.toMillis() + "ms";
    if (operation instanceof Operation.Change) {
      limit += "&ack=" + ack.name().toLowerCase(Locale.ROOT);
    }
    HttpRequest.Builder request =
        switch (operation) {
          case Operation.Get get -> to(node, get.key(), limit).GET();
          case Operation.Delete delete -> to(node, delete.key(), limit).DELETE();
          case Operation.Increment increment ->
              to(node, increment.key(), "/incr" + limit + "&by=" + increment.delta())
                  .POST(BodyPublishers.noBody());
          case Operation.Set set -> set(node, set, limit);
          default -> throw new IllegalArgumentException("no form for " + operation);
        };
    return request.timeout(timeout.plusSeconds(3)).build();
  }

  private static HttpRequest.Builder set(Node node, Operation.Set set, String limit) {
    BodyPublisher value = BodyPublishers.ofByteArray(set.value().array());
    HttpRequest.Builder put = to(node, set.key(), limit).PUT(value);
    return switch (set.condition()) {
      case Condition.Always _ -> put;
      case Condition.Present _ -> put.header("If-Match", "*");
      case Condition.AtRevision(Revision at) -> put.header("If-Match", "\"" + at + "\"");
      case Condition.Absent _ -> compareAndSet(node, set, Optional.empty(), limit);
      case Condition.Holds(Bytes expected) ->
          compareAndSet(node, set, Optional.of(expected), limit);
    };
  }

  private static HttpRequest.Builder compareAndSet(
      Node node, Operation.Set set, Optional<Bytes> expected, String limit) {
    ObjectNode body = JSON.createObjectNode();
    body.put("expected", expected.map(Bytes::utf8).orElse(null));
    body.put("new", set.value().utf8());
    return to(node, set.key(), "/cas" + limit).POST(BodyPublishers.ofString(body.toString()));
  }

  private static HttpRequest.Builder to(Node node, Key key, String rest) {
    return HttpRequest.newBuilder(node.url("/kv/" + key.bytes().utf8() + rest));
  }

  /** What the answer says of {@code operation}; fails if that is nothing that was expected. */
  static Outcome outcome(Operation operation, HttpResponse<byte[]> answer) throws IOException {
    return switch (answer.statusCode()) {
      case 200, 201, 204 -> new Outcome.Done(result(operation, answer), assurance(answer));
      case 404 -> new Outcome.Done(nothing(operation), assurance(answer));
      case 412 ->
          new Outcome.Refused(
              new Refusal.ConditionFailed(
                  ((Operation.Change) operation).key(),
                  new Revision(json(answer).path("revision").asLong())));
      case 422 ->
          new Outcome.Refused(new Refusal.NotAnInteger(((Operation.Change) operation).key()));
      case 429 -> new Outcome.Refused(new Refusal.Busy(text(answer)));
      case 408, 503 -> new Outcome.Refused(new Refusal.Unavailable(text(answer)));
      case 504 -> new Outcome.Unknown(text(answer));
      default ->
          throw new IOException(
              "%s was answered with %d %s".formatted(operation, answer.statusCode(), text(answer)));
    };
  }

  private static Result result(Operation operation, HttpResponse<byte[]> answer)
      throws IOException {
    return switch (operation) {
      case Operation.Get _ ->
          new Result.Found(Bytes.wrap(answer.body()), tag(answer), Optional.empty());
      case Operation.Delete _ ->
          new Result.Deleted(revision(header(answer, "Memdi-Revision")), true);
      case Operation.Increment _ -> {
        JsonNode body = json(answer);
        yield new Result.Updated(
            Bytes.utf8(body.path("value").asText()), new Revision(body.path("revision").asLong()));
      }
      case Operation.Set set ->
          new Result.Written(
              tag(answer),
              set.condition() instanceof Condition.Absent || answer.statusCode() == 201);
      default -> throw new IllegalArgumentException("no form for " + operation);
    };
  }

  private static Result nothing(Operation operation) {
    return operation instanceof Operation.Delete
        ? new Result.Deleted(Revision.NONE, false)
        : new Result.Missing();
  }

  private static Assurance assurance(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Memdi-Ack")
        .<Assurance>map(
            ack -> new Assurance.Acknowledged(Ack.valueOf(ack.toUpperCase(Locale.ROOT))))
        .orElseGet(Assurance.Linearizable::new);
  }

  private static Revision tag(HttpResponse<byte[]> answer) throws IOException {
    return revision(header(answer, "ETag").replace("\"", ""));
  }

  private static Revision revision(String number) {
    return new Revision(Long.parseLong(number));
  }

  private static String header(HttpResponse<byte[]> answer, String name) throws IOException {
    return answer
        .headers()
        .firstValue(name)
        .orElseThrow(() -> new IOException("an answer without " + name + ": " + answer));
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}
