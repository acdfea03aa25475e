package dev.memdi.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Reads server-sent events as a browser does: an id counts from the end of its frame on. */
final class EventStreamReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final InputStream stream;
  private final BufferedReader lines;

  /** The id to resume from. */
  String lastId = "";

  /** A frame; parts that it has not are empty text. */
  record Frame(String event, String data, String comment, boolean hasId) {
    JsonNode json() {
      try {
        return JSON.readTree(data);
      } catch (IOException e) {
        throw new AssertionError(data, e);
      }
    }

    /** As in {@code 2@17}: shard and revision. */
    String place() {
      return json().path("shard").asText() + "@" + json().path("revision").asText();
    }
  }

  EventStreamReader(InputStream stream) {
    this.stream = stream;
    this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  Frame next() {
    String id = "";
    String event = "";
    String data = "";
    String comment = "";
    while (true) {
      String line = line();
      if (line.isEmpty()) {
        lastId = id.isEmpty() ? lastId : id;
        return new Frame(event, data, comment, !id.isEmpty());
      } else if (line.startsWith(":")) {
        comment += line.substring(1).strip();
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        event = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data += line.substring(6);
      } else if (!line.startsWith("retry: ")) {
        throw new AssertionError("not of an event stream: " + line);
      }
    }
  }

  Frame next(Predicate<Frame> wanted) {
    Frame frame = next();
    while (!wanted.test(frame)) {
      frame = next();
    }
    return frame;
  }

  /** The next one that a client would hear of. */
  Frame nextEvent() {
    return next(frame -> !frame.data.isEmpty());
  }

  private String line() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("the stream has ended");
      }
      return line;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
