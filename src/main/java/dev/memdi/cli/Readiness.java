package dev.memdi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a node can serve requests, by its own account. */
record Readiness(boolean ready, String answer) {
  /** What a problem document says of this very case. */
  private static final Pattern DETAIL = Pattern.compile("\"detail\":\"([^\"]*)\"");

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
        Matcher detail = DETAIL.matcher(text);
        return new Readiness(false, detail.find() ? detail.group(1) : status + " " + text);
      }
    } catch (IOException e) {
      return new Readiness(false, "does not answer yet");
    }
  }
}
