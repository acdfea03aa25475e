package dev.memdi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Whether a node can serve requests, by its own account. */
record Readiness(boolean ready, String answer) {
  private static final int TIMEOUT_MILLIS = 2000;

  /** Asks the node at {@code url}. */
  static Readiness ask(URI url) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) url.resolve("/health/ready").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      if (status == 200) {
        return new Readiness(true, "");
      }
      try (InputStream body = connection.getErrorStream()) {
        String text = body == null ? "" : new String(body.readAllBytes(), UTF_8).strip();
        return new Readiness(false, NodeClient.detail(text).orElse(status + " " + text));
      }
    } catch (IOException e) {
      return new Readiness(false, "does not answer yet");
    }
  }
}
