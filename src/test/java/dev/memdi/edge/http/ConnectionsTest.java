package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import dev.memdi.link.LoopExecutor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over a connection, and how many there are. */
@Timeout(120)
class ConnectionsTest extends HttpEdgeFixture {
  private static final int MOST = 8;

  @Override
  Config config() {
    return ConfigFactory.parseString(
        """
        memdi-dispatcher.threads = 3
        pekko.http.server { max-connections = %d, idle-timeout = 1s, pipelining-limit = 4 }
        pekko.http.server.socket-options { tcp-keep-alive = on, so-send-buffer-size = 64KiB }
        """
            .formatted(MOST));
  }

  @Override
  Settings settings() {
    return Settings.from(
        ConfigFactory.parseString("memdi { node.http.port = 0, limits.value = 4MiB }"));
  }

  private RawClient client() throws IOException {
    return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private void isKept(byte[] value, BodyPublisher body, boolean asking) {
    send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/kv/large"))
            .timeout(Duration.ofSeconds(60))
            .expectContinue(asking)
            .PUT(body))
        .is(201);
    assertThat(get("/kv/large").is(200).response().body()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBodyOfManyReads(boolean asking) {
    byte[] value = noise(3_000_000);
    isKept(value, BodyPublishers.ofByteArray(value), asking);
  }

  @Test
  void aBodyInChunks() {
    byte[] value = noise(3_000_000);
    isKept(value, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(value)), false);
  }

  @Test
  void requestsInAPipelineAreAnsweredInOrder() throws Exception {
    put("/kv/b", "x").is(201);
    try (RawClient client = client()) {
      String missing = RawClient.GET;
      client.send((missing + missing.replace("/a", "/b")).repeat(50));
      for (int i = 0; i < 50; i++) {
        assertThat(client.answer().status()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(client.answer().body()).isEqualTo("x");
      }
    }
  }

  @Test
  void aRequestByteForByte() throws Exception {
    try (RawClient client = client()) {
      client.socket.setTcpNoDelay(true);
      for (char c : RawClient.GET.toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.answer().status()).isEqualTo("HTTP/1.1 404 Not Found");
    }
  }

  @Test
  void theFirstVersionOfTheProtocol() throws Exception {
    try (RawClient client = client()) {
      client.send("GET /kv/a HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(client.answer().status()).endsWith("404 Not Found");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aClientThatSaysThatItIsTheLastRequest() throws Exception {
    try (RawClient client = client()) {
      client.send("GET /kv/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().isLast()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() {
    Settings same = Settings.from(ConfigFactory.parseString("memdi.node.http.port = " + port()));
    CompletableFuture<HttpServer> second =
        HttpEdge.bind(
                system(),
                LoopExecutor.ownThreads(system()),
                same,
                routers(),
                administration,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                beat())
            .toCompletableFuture();
    assertThat(second)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(BindException.class)
        .withMessageContaining(":" + port());
  }

  @Test
  void anAddressThatThereIsNotIsNamedAndSoIsWhy() throws Exception {
    Config config = system().settings().config();
    CompletableFuture<HttpServer> nowhere =
        HttpServer.listen(
                Sockets.of(
                    LoopExecutor.threadsOf(system()).toCompletableFuture().join(),
                    ServerSettings.create(config),
                    config.getConfig("pekko.http.server")),
                InetSocketAddress.createUnresolved("nowhere.invalid", 0),
                channel -> {
                  throw new AssertionError(channel);
                },
                new Ending())
            .toCompletableFuture();
    assertThat(nowhere)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(BindException.class)
        .withMessageContaining("nowhere.invalid")
        .withMessageContaining("Unresolved");
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (RawClient client = client()) {
      client.send(RawClient.GET);
      client.answer();
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aWatchThatShowsLifeIsNotIdle() throws Exception {
    try (RawClient client = client()) {
      client.send("GET /watch HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo("HTTP/1.1 200 OK");
      long begun = System.nanoTime();
      while (System.nanoTime() - begun < Duration.ofSeconds(3).toNanos()) {
        assertThat(client.line()).isNotNull(); // a beat every 50 ms
      }
      assertThat(client.socket.getInputStream().read()).isNotNegative();
    }
  }

  /** Many more than may be open at a time: each waits its turn, and closes. */
  @Test
  void moreConnectionsThanThereMayBeWaitAndNoneIsLost() throws Exception {
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 20 * MOST; i++) {
      CompletableFuture<String> one = new CompletableFuture<>();
      all.add(one);
      Thread.ofVirtual()
          .start(() -> {
            try (RawClient client = client()) {
              client.send(RawClient.GET);
              one.complete(client.answer().status());
            } catch (IOException e) {
              one.completeExceptionally(e);
            }
          });
    }
    for (CompletableFuture<String> one : all) {
      assertThat(one.get()).isEqualTo("HTTP/1.1 404 Not Found");
    }
  }

  @Test
  void clientsThatBreakOffLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 5 * MOST; i++) {
      try (RawClient client = client()) {
        client.send("PUT /kv/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\nx");
        client.socket.setSoLinger(true, 0); // a reset
      }
    }
    get("/kv/a").is(404); // there is a place for it
  }
}
