package dev.memdi.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that write and read for a while, over HTTP and the Redis protocol, each one request or
 * one pipeline at a time: so that a JVM that records what happens learns which code is hot.
 */
final class RehearsalLoad {
  private static final int KEYS = 10_000;
  private static final int HTTP_CLIENTS = 6;
  private static final int REDIS_CLIENTS = 10;
  private static final int PIPELINE = 16;
  private static final int PATIENCE_MILLIS = 10_000;
  private static final String VALUE = "v".repeat(100);

  private final List<Integer> http;
  private final List<Integer> redis;
  private final long end;

  /**
   * @param http ports of nodes' HTTP
   * @param redis ports of nodes' Redis protocol
   */
  RehearsalLoad(List<Integer> http, List<Integer> redis, Duration time) {
    this.http = http;
    this.redis = redis;
    this.end = System.nanoTime() + time.toNanos();
  }

  /**
   * Returns when the time is over.
   *
   * @throws IOException if a node did not answer as it should
   */
  void run() throws IOException, InterruptedException {
    try (ExecutorService clients = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < HTTP_CLIENTS; i++) {
        int number = i;
        running.add(clients.submit(() -> overHttp(number)));
      }
      for (int i = 0; i < REDIS_CLIENTS; i++) {
        int number = i;
        running.add(clients.submit(() -> overRedis(number)));
      }
      for (Future<?> client : running) {
        client.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private boolean goesOn() {
    return System.nanoTime() - end < 0;
  }

  private Void overHttp(int number) throws IOException {
    URI node = URI.create("http://127.0.0.1:" + http.get(number % http.size()));
    for (int i = number; goesOn(); i += HTTP_CLIENTS) {
      URI key = node.resolve("/kv/key-" + i % KEYS);
      request("PUT", key, VALUE);
      request("GET", key, "");
    }
    return null;
  }

  /**
   * @param body empty: none
   */
  static void request(String method, URI url, String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setRequestMethod(method);
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(US_ASCII));
      }
    }
    connection.getInputStream().readAllBytes();
  }

  private Void overRedis(int number) throws IOException {
    int port = redis.get(number % redis.size());
    int atOnce = number % 2 == 0 ? 1 : PIPELINE;
    String answer = "+OK\r\n".repeat(atOnce) + bulk(VALUE).repeat(atOnce);
    byte[] read = new byte[answer.length()];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = number; goesOn(); i += REDIS_CLIENTS) {
        socket.getOutputStream().write(pipeline(i, atOnce));
        in.readFully(read);
        if (!new String(read, US_ASCII).equals(answer)) {
          throw new IOException("port %d said %s".formatted(port, new String(read, US_ASCII)));
        }
      }
    }
    return null;
  }

  /** Some keys set, and then got. */
  private static byte[] pipeline(int from, int count) {
    StringBuilder sets = new StringBuilder();
    StringBuilder gets = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      String key = bulk("key-" + i % KEYS);
      sets.append("*3\r\n").append(bulk("SET")).append(key).append(bulk(VALUE));
      gets.append("*2\r\n").append(bulk("GET")).append(key);
    }
    return sets.append(gets).toString().getBytes(US_ASCII);
  }

  private static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }
}
