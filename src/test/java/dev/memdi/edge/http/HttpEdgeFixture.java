package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import dev.memdi.routing.Routers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A real server on a port of its own, in front of a keyspace in memory, and a real client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HttpEdgeFixture {
  static final Settings SETTINGS =
      Settings.from(
          ConfigFactory.parseString(
              """
              memdi {
                node.http.port = 0
                limits { key = 32B, value = 1KiB, batch-operations = 3, scan = 5 }
                limits.session-pending-bytes = 8KiB
                raft.pending-bytes = 2KiB
              }
              """));

  final InMemoryRouter router = new InMemoryRouter();
  final FakeAdministration administration = new FakeAdministration();
  final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "http-edge",
          config()
              .withFallback(ConfigFactory.parseString("pekko.actor.provider = local"))
              .withFallback(ConfigFactory.load()));
  private HttpServer binding;

  ActorSystem<Void> system() {
    return system;
  }

  @BeforeAll
  void bind() throws Exception {
    binding =
        HttpEdge.bind(
                system,
                DataPath.threadsOf(system),
                settings(),
                routers(),
                administration,
                meters,
                beat())
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
  }

  /** Of the actor system. */
  Config config() {
    return ConfigFactory.empty();
  }

  /** The keyspaces that are served. */
  Routers routers() {
    return new Routers(List.of(router));
  }

  /** Between the signs of life of a watch. */
  Duration beat() {
    return Duration.ofMillis(50);
  }

  Settings settings() {
    return SETTINGS;
  }

  @AfterAll
  void stop() throws Exception {
    client.shutdownNow();
    binding.terminate(Duration.ofSeconds(1)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @BeforeEach
  void reset() {
    router.reset();
    administration.ready = true;
    administration.silent = false;
  }

  int port() {
    return binding.localAddress().getPort();
  }

  HttpRequest.Builder request(String method, String target, byte[] body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
        .timeout(Duration.ofSeconds(20))
        .method(
            method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** {@code headers} are names and values by turns. */
  Answer send(String method, String target, String body, String... headers) {
    HttpRequest.Builder request = request(method, target, body.getBytes(StandardCharsets.UTF_8));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer get(String target, String... headers) {
    return send("GET", target, "", headers);
  }

  Answer put(String target, String body, String... headers) {
    return send("PUT", target, body, headers);
  }

  Answer post(String target, String body, String... headers) {
    return send("POST", target, body, headers);
  }

  Answer delete(String target, String... headers) {
    return send("DELETE", target, "", headers);
  }

  /** Sends bytes that no client would, and gives all that comes back. */
  String raw(String bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What came back. */
  record Answer(HttpResponse<byte[]> response) {
    private static final ObjectMapper JSON = new ObjectMapper();

    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** Empty text where there is no such header. */
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError(text(), e);
      }
    }

    Answer is(int status) {
      assertThat(status()).as(text()).isEqualTo(status);
      return this;
    }

    Answer isJson(int status, String json) {
      is(status);
      assertThat(header("Content-Type")).isEqualTo("application/json");
      assertThat(text()).isEqualTo(json + "\n");
      return this;
    }

    /** A problem of which the detail contains {@code detail}. */
    Answer isProblem(int status, String type, String outcome, String detail) {
      is(status);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(text()).endsWith("}\n");
      JsonNode problem = json();
      assertThat(problem.path("type").asText()).isEqualTo("urn:memdi:" + type);
      assertThat(problem.path("title").asText()).isNotEmpty();
      assertThat(problem.path("status").asInt()).isEqualTo(status);
      assertThat(problem.path("outcome").asText()).isEqualTo(outcome);
      assertThat(problem.path("detail").asText()).contains(detail);
      return this;
    }
  }
}
