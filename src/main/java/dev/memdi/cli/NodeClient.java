package dev.memdi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memdi.api.Key;
import dev.memdi.api.Result;
import dev.memdi.cli.backup.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What backups need of a node, over HTTP. */
final class NodeClient {
  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

  /** In the list of keyspaces, whose names need no escapes. */
  private static final Pattern KEYSPACE =
      Pattern.compile("\"keyspace\":\"([^\"]+)\",\"firstShard\":\\d+,\"shards\":(\\d{1,9})");

  private static final int CONNECT_MILLIS = 5_000;

  /** Longer than a node takes to say that it cannot serve, and than it waits for a slow shard. */
  private static final int READ_MILLIS = 60_000;

  /** The longest time to live that nodes take. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final URI node;

  NodeClient(URI node) {
    this.node = node;
  }

  /** A node said no. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    /** Whether the same may well be done later: nobody could do it now. */
    boolean isPassing() {
      return status == 408 || status == 429 || status == 503 || status == 504;
    }

    /** Whether less at once may be done. */
    boolean isOfSize() {
      return status == 413 || status == 400;
    }
  }

  /** Opens the copy of a shard, as {@code api.codec.CopyStream} has it. */
  InputStream copy(int shard) throws IOException {
    HttpURLConnection connection = open("GET", "/cluster/shards/" + shard + "/copy?timeout=15s");
    check(connection);
    return connection.getInputStream();
  }

  /** The cluster's keyspaces, in the order of their shards. */
  List<Part.Keyspace> keyspaces() throws IOException {
    String answer = answer(open("GET", "/cluster/keyspaces?timeout=15s"));
    List<Part.Keyspace> keyspaces = new ArrayList<>();
    Matcher each = KEYSPACE.matcher(answer);
    while (each.find()) {
      keyspaces.add(new Part.Keyspace(each.group(1), Integer.parseInt(each.group(2))));
    }
    if (keyspaces.isEmpty()) {
      throw new IOException(node + " does not answer as a node of memdi's does: " + answer);
    }
    return keyspaces;
  }

  /** How many keys a keyspace holds. */
  long count(String keyspace) throws IOException {
    HttpURLConnection connection =
        open("GET", "/kv?count=true&read=linearizable&timeout=15s&keyspace=" + keyspace);
    String answer = answer(connection);
    Matcher count = COUNT.matcher(answer);
    if (!count.find()) {
      throw new IOException(node + " does not answer as a node of memdi's does: " + answer);
    }
    return Long.parseLong(count.group(1));
  }

  /** Sets all of these keys, or throws; then some may have been set. */
  void set(String keyspace, List<Result.Entry> entries) throws IOException {
    if (entries.size() == 1) {
      set(keyspace, entries.getFirst());
      return;
    }
    Base64.Encoder base64 = Base64.getEncoder();
    StringBuilder json = new StringBuilder("{\"sets\":[");
    for (Result.Entry entry : entries) {
      json.append(json.length() > "{\"sets\":[".length() ? "," : "")
          .append("{\"keyBase64\":\"")
          .append(base64.encodeToString(entry.key().bytes().array()))
          .append("\",\"valueBase64\":\"")
          .append(base64.encodeToString(entry.value().array()))
          .append('"');
      entry.ttl().ifPresent(ttl -> json.append(",\"ttl\":\"").append(text(ttl)).append('"'));
      json.append('}');
    }
    HttpURLConnection connection =
        open("POST", "/mset?ack=quorum&timeout=15s&keyspace=" + keyspace);
    send(connection, json.append("]}").toString().getBytes(UTF_8));
    answer(connection);
  }

  private void set(String keyspace, Result.Entry entry) throws IOException {
    String ttl = entry.ttl().map(left -> "&ttl=" + text(left)).orElse("");
    HttpURLConnection connection =
        open(
            "PUT",
            "/kv/" + escape(entry.key()) + "?ack=quorum&timeout=15s&keyspace=" + keyspace + ttl);
    send(connection, entry.value().array());
    answer(connection);
  }

  private static String text(Duration ttl) {
    Duration within = ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl;
    return Math.max(1, within.toMillis()) + "ms";
  }

  private static String escape(Key key) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : key.bytes().array()) {
      escaped.append("%%%02X".formatted(b & 0xFF));
    }
    return escaped.toString();
  }

  private HttpURLConnection open(String method, String target) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) node.resolve(target).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    return connection;
  }

  private static void send(HttpURLConnection connection, byte[] body) throws IOException {
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
  }

  private static String answer(HttpURLConnection connection) throws IOException {
    check(connection);
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  private static void check(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status >= 200 && status < 300) {
      return;
    }
    try (InputStream body = connection.getErrorStream()) {
      String text = body == null ? "" : new String(body.readAllBytes(), UTF_8).strip();
      throw new RefusedException(status, detail(text).orElse(status + " " + text));
    }
  }

  /** What a problem document says of this very case. */
  static Optional<String> detail(String problem) {
    Matcher detail = DETAIL.matcher(problem);
    return detail.find() ? Optional.of(detail.group(1)) : Optional.empty();
  }
}
