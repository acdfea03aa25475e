package dev.memdi.edge.http;

import dev.memdi.api.Changes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The frames of {@code text/event-stream}. A frame of an id alone is silent: a client takes the id
 * for its next {@code Last-Event-ID} and dispatches nothing. No data has a line break, for JSON has
 * none.
 */
final class EventStream {
  private EventStream() {}

  /** How long a client waits before it connects again, in milliseconds. */
  static void opening(StringBuilder out) {
    out.append("retry: 1000\n\n");
  }

  static void position(StringBuilder out, String token) {
    out.append("id: ").append(token).append("\n\n");
  }

  /** A comment: shows that the connection lives. */
  static void beat(StringBuilder out) {
    out.append(": beat\n\n");
  }

  static void change(
      StringBuilder out, String token, int shard, long revision, List<Changes.Event> events) {
    byte[] data =
        Json.write(json -> {
          json.writeStartObject();
          json.writeNumberField("shard", shard);
          json.writeNumberField("revision", revision);
          json.writeArrayFieldStart("changes");
          for (Changes.Event event : events) {
            json.writeStartObject();
            Json.writeBytes(json, "key", event.key().bytes());
            if (event.value().isPresent()) {
              Json.writeBytes(json, "value", event.value().get());
            } else {
              json.writeBooleanField("deleted", true);
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
    frame(out, token, "change", data);
  }

  /**
   * Changes with a revision from {@code from} to below {@code to} are no longer held; where {@code
   * to} comes first, there is no revision from there on.
   */
  static void gap(StringBuilder out, String token, int shard, long from, long to) {
    byte[] data =
        Json.write(json -> {
          json.writeStartObject();
          json.writeNumberField("shard", shard);
          json.writeNumberField("from", from);
          json.writeNumberField("to", to);
          json.writeEndObject();
        });
    frame(out, token, "gap", data);
  }

  private static void frame(StringBuilder out, String token, String event, byte[] data) {
    out.append("id: ").append(token).append("\nevent: ").append(event).append("\ndata: ");
    out.append(new String(data, StandardCharsets.UTF_8)).append("\n\n");
  }
}
