package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import dev.memdi.testkit.MemdiTestKit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A node whose limits are small, over HTTP: what is too much for one answer. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeAnswersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f", "g", "h");
  private static final String KILO = "x".repeat(1000);

  private final HttpClient client = HttpClient.newHttpClient();
  private ActorSystem<Void> system;
  private InetSocketAddress address;

  @BeforeAll
  void start() throws Exception {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "memdi",
            Memdi.configure(
                ConfigFactory.parseString(
                        """
                        memdi {
                          node { name = alone, http.port = 0 }
                          cluster { port = 0, expect = 1, shards = 4 }
                          limits { key = 32B, value = 1KiB, session-pending-bytes = 4KiB }
                        }
                        """)
                    .withFallback(
                        ConfigFactory.parseResources(MemdiTestKit.class, "testkit.conf"))));
    Memdi memdi = Memdi.get(system);
    address = memdi.serveHttp().orElseThrow();
    memdi.whenReady().toCompletableFuture().get(30, TimeUnit.SECONDS);
    for (String key : KEYS) {
      assertThat(send("PUT", "/kv/" + key, KILO).statusCode()).isEqualTo(201);
    }
  }

  @AfterAll
  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void aScanGivesAllItsKeysOnPagesThatAreSmallEnough() throws Exception {
    List<String> seen = new ArrayList<>();
    String next = "";
    do {
      String body =
          send("GET", "/kv?limit=100" + (next.isEmpty() ? "" : "&after=" + next), "").body();
      assertThat(body.length()).isLessThan(6 * 1024); // the limit, and what makes it JSON
      JsonNode page = JSON.readTree(body);
      assertThat(page.path("entries")).isNotEmpty();
      page.path("entries").forEach(entry -> seen.add(entry.path("key").asText()));
      next = page.path("next").asText("");
    } while (!next.isEmpty());
    assertThat(seen).containsAll(KEYS).isSorted();
  }

  @Test
  void moreValuesThanOneAnswerMayHaveAreRefused() throws Exception {
    HttpResponse<String> all =
        send("POST", "/mget", "{\"keys\": " + JSON.writeValueAsString(KEYS) + "}");
    assertThat(all.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(all.body()).path("detail").asText())
        .isEqualTo("the answer of 8192 bytes is over the limit of 4096");
    assertThat(send("POST", "/mget", "{\"keys\": [\"a\", \"b\", \"c\"]}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void appendMakesNoValueThatCouldNotHaveBeenSet() throws Exception {
    assertThat(send("POST", "/kv/{log}/append", KILO).statusCode()).isEqualTo(200);
    HttpResponse<String> more = send("POST", "/kv/{log}/append", "x".repeat(25));
    assertThat(more.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(more.body()).path("detail").asText())
        .isEqualTo(
            "the value of key '{log}' with what is appended of 1025 bytes is over the limit of 1024");
  }

  @Test
  void aBatchWhoseAnswerWouldBeTooLargeDoesNothing() throws Exception {
    send("PUT", "/kv/{n}1", KILO);
    String append = "{\"op\": \"append\", \"key\": \"{n}1\", \"value\": \"y\"}";
    String five = String.join(", ", List.of(append, append, append, append, append));
    HttpResponse<String> batch = send("POST", "/batch", "{\"operations\": [" + five + "]}");
    assertThat(batch.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(batch.body()).path("detail").asText())
        .isEqualTo("what the batch writes of 5015 bytes is over the limit of 4096");
    assertThat(send("GET", "/kv/{n}1", "").body()).isEqualTo(KILO);
  }

  private HttpResponse<String> send(String method, String target, String body)
      throws IOException, InterruptedException {
    String escaped = target.replace("{", "%7B").replace("}", "%7D");
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + escaped);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }
}
