package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told when a server ends. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final OneThreadHost host;
  private HeldRouter router;
  private HttpServer server;
  private RawClient client;

  EndTest() throws Exception {
    host = new OneThreadHost();
  }

  @BeforeEach
  void listen() throws Exception {
    router = new HeldRouter();
    server = host.serve(router);
    client = OneThreadHost.clientOf(server);
  }

  @AfterEach
  void hangUp() throws Exception {
    client.close();
    server.terminate(Duration.ZERO).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @AfterAll
  void stop() throws Exception {
    host.stop();
  }

  /** The connection is known to be served. */
  private void use() throws Exception {
    client.send(RawClient.GET);
    router.answer();
    assertThat(client.answer().isLast()).isFalse();
  }

  /** When the one thread that there is has done with taking the request. */
  private void answer(Consumer<Outcome> asked) {
    host.execute(() -> HeldRouter.answer(asked));
  }

  private static void isRefusal(RawClient.Answer answer) {
    assertThat(answer.status()).isEqualTo("HTTP/1.1 408 Request Timeout");
    assertThat(answer.head())
        .contains("Connection: close", "Content-Type: application/problem+json", "Server: memdi")
        .anyMatch(line -> line.startsWith("Date: "));
    assertThat(answer.body())
        .contains("\"urn:memdi:unavailable\"", "\"status\":408", "\"outcome\":\"refused\"")
        .endsWith("}\n");
  }

  private void isRefused() throws IOException {
    isRefusal(client.answer());
    assertThat(client.isAtEnd()).isTrue();
    assertThat(router.held).isEmpty();
  }

  private static void await(CompletionStage<Done> ended) throws Exception {
    ended.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void anIdleConnectionIsToldAndEnds() throws Exception {
    use();
    CompletionStage<Done> ended = server.terminate(LONG);
    isRefused();
    client.close();
    await(ended);
  }

  @Test
  void aConnectionOnWhichNothingWasAskedIsToldAndEnds() throws Exception {
    RawClient before = OneThreadHost.clientOf(server);
    before.send(RawClient.GET); // so the first was taken too
    Consumer<Outcome> asked = router.held.take();
    CompletionStage<Done> ended = server.terminate(LONG);
    isRefused();
    answer(asked);
    assertThat(before.answer().isLast()).isTrue();
    before.close();
    client.close();
    await(ended);
  }

  @Test
  void aRequestThatComesAfterTheEndIsRefusedAndNotDone() throws Exception {
    use();
    var _ = server.terminate(LONG);
    client.send(RawClient.GET);
    isRefused();
  }

  @Test
  void whateverComesAfterTheEndDoesNotDestroyTheLastWords() throws Exception {
    use();
    var _ = server.terminate(LONG);
    for (int i = 0; i < 4; i++) {
      client.send("x".repeat(1 << 20)); // more than the system keeps for the node
    }
    isRefused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /kv/a HTTP",
        "GET /kv/a HTTP/1.1\r\nHost: a\r\n",
        "PUT /kv/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nonly",
        "PUT /kv/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n",
      })
  void halfARequestIsRefusedAndNotDone(String half) throws Exception {
    use();
    client.send(half);
    CompletionStage<Done> ended = server.terminate(LONG);
    isRefused();
    client.close();
    await(ended);
  }

  @Test
  void aBodyThatIsAwaitedIsRefused() throws Exception {
    client.send(
        "PUT /kv/a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo("HTTP/1.1 100 Continue");
    var _ = server.terminate(LONG);
    isRefused();
  }

  @Test
  void whatWasAskedIsAnswered() throws Exception {
    client.send(RawClient.GET);
    Consumer<Outcome> asked = router.held.take();
    CompletionStage<Done> ended = server.terminate(LONG);
    answer(asked);
    RawClient.Answer answer = client.answer();
    assertThat(answer.isLast()).isTrue();
    assertThat(answer.body()).contains("a stand-in");
    assertThat(client.isAtEnd()).isTrue();
    client.close();
    await(ended);
  }

  @Test
  void whatStandsBehindTheLastAnswerIsNotDone() throws Exception {
    client.send(RawClient.GET + RawClient.GET);
    Consumer<Outcome> asked = router.held.take();
    var _ = server.terminate(LONG);
    answer(asked);
    assertThat(client.answer().isLast()).isTrue();
    assertThat(client.isAtEnd()).isTrue();
    assertThat(router.held).isEmpty();
  }

  @Test
  void whatIsNotAnsweredInTimeIsUnknown() throws Exception {
    client.send(RawClient.GET);
    var asked = router.held.take();
    CompletionStage<Done> ended = server.terminate(Duration.ZERO);
    RawClient.Answer answer = client.answer();
    assertThat(answer.status()).isEqualTo("HTTP/1.1 504 Gateway Timeout");
    assertThat(answer.isLast()).isTrue();
    assertThat(answer.body())
        .contains("\"outcome\":\"unknown\"", "the node stopped before there was an answer");
    assertThat(client.isAtEnd()).isTrue();
    await(ended); // although the client does not close
    answer(asked);
  }

  @Test
  void aWatchEndsInOrder() throws Exception {
    client.send("GET /watch HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo("HTTP/1.1 200 OK");
    var _ = server.terminate(LONG);
    String line = client.line();
    while (!line.equals("0")) { // the chunk that is the last one
      line = client.line();
    }
    assertThat(client.line()).isEmpty();
    isRefused(); // the connection, which could have been used again
  }

  @Test
  void nothingIsAddedToAWatchThatLastsAsLongAsItsConnection() throws Exception {
    client.send("GET /watch HTTP/1.0\r\nHost: a\r\n\r\n");
    assertThat(client.answer().status()).endsWith("200 OK");
    var _ = server.terminate(LONG);
    for (String line = client.line(); !line.isEmpty() || !client.isAtEnd(); line = client.line()) {
      assertThat(line).doesNotContain("408");
    }
  }

  private static final String OLD = "GET %s HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";

  @Test
  void anIdleConnectionOfTheFirstVersionThatIsKeptIsTold() throws Exception {
    client.send(OLD.formatted("/kv/a"));
    router.answer();
    assertThat(client.answer().head()).contains("Connection: Keep-Alive");
    var _ = server.terminate(LONG);
    isRefused();
  }

  @Test
  void nothingIsAddedToAWatchOfTheFirstVersionThatWasToBeKept() throws Exception {
    client.send(OLD.formatted("/watch"));
    assertThat(client.answer().status()).endsWith("200 OK");
    var _ = server.terminate(LONG);
    for (String line = client.line(); !line.isEmpty() || !client.isAtEnd(); line = client.line()) {
      assertThat(line).doesNotContain("408");
    }
  }
}
