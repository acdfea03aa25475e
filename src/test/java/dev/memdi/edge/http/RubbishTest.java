package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that make no sense get an answer that says so, and the server goes on. */
class RubbishTest extends HttpEdgeFixture {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET /kv/%zz        | 400 | invalid | expected HEXDIG
          GET /kv/a%2        | 400 | invalid | expected HEXDIG
          GET /kv/%          | 400 | invalid | expected HEXDIG
          GET /kv/a?read=%q  | 400 | invalid | expected HEXDIG
          GET /kv/a?%q=1     | 400 | invalid | expected HEXDIG
          GET /kv/a?read=%FF | 400 | invalid | read is not UTF-8
          GET /kv/           | 400 | invalid | the key is empty
          GET /kv/a/b        | 404 | no-such-route | a slash in a key is written %2F
          GET /kv/a/         | 404 | no-such-route | there is no route /kv/a/
          GET /              | 404 | no-such-route | there is no route /
          GET //kv/a         | 404 | no-such-route | there is no route //kv/a
          GET /KV/a          | 404 | no-such-route | there is no route /KV/a
          OPTIONS *          | 404 | no-such-route | there is no route
          GET http://h/kv/%zz | 400 | invalid | expected HEXDIG
          GET /kv/{a}b       | 404 | not-found | the key '{a}b' does not exist
          GET http://h/kv/a?read=local | 404 | not-found | the key 'a' does not exist
          GET /kv/a?reed=local | 400 | invalid | unknown query parameters [reed]; this route knows [keyspace, read, timeout]
          GET /kv/a?read=LOCAL | 400 | invalid | read: 'LOCAL' is not one of linearizable, local
          PUT /kv/a?ack=all  | 400 | invalid | ack: 'all' is not one of leader, quorum, disk
          PUT /kv/a?ttl=-5s  | 400 | invalid | ttl: '-5s' is not a duration with its unit
          PUT /kv/a?ttl=0s   | 400 | invalid | ttl: '0s' is not a duration
          PUT /kv/a?ttl=30   | 400 | invalid | ttl: '30' is not a duration
          PUT /kv/a?ttl=     | 400 | invalid | ttl: '' is not a duration
          PUT /kv/a?ttl=99999999999999999999d | 400 | invalid | is not a duration
          PUT /kv/a?ttl=36501d | 400 | invalid | is not a duration
          GET /kv/a?timeout=0ms | 400 | invalid | timeout: '0ms' is not a duration
          GET /watch?from=nonsense | 400 | invalid | 'nonsense' is no position to watch from
          GET /watch?from=1.2 | 400 | invalid | '1.2' is no position to watch from
          GET /watch?from=1.0.2 | 400 | invalid | is no position to watch from
          GET /watch?from=1.-1.2 | 400 | invalid | is no position to watch from
          DELETE /cluster/nodes/%FF | 400 | invalid | the path is not UTF-8
          """)
  void aRequestThatMakesNoSenseIsToldWhatIsWrong(
      String line, int status, String type, String detail) throws IOException {
    String answer = raw(line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Content-Type: application/problem+json\r\n")
        .contains("\"type\":\"urn:memdi:" + type + "\"")
        .contains(detail)
        .contains("\"outcome\":\"refused\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          If-Match      | 5         | If-Match takes '*' or one ETag
          If-Match      | W/"5"     | If-Match takes '*' or one ETag
          If-Match      | "1", "2"  | If-Match takes '*' or one ETag
          If-Match      | "abc"     | If-Match takes '*' or one ETag
          If-Match      | "9999999999999999999" | If-Match takes '*' or one ETag
          If-None-Match | "5"       | If-None-Match of a write takes '*' only
          """)
  void aTagThatIsNoneIsRefused(String name, String value, String detail) {
    put("/kv/a", "1", name, value).isProblem(400, "invalid", "refused", detail);
  }

  @Test
  void tagsOfReadsAreCheckedAndConditionsExcludeEachOther() {
    get("/kv/a", "If-None-Match", "5").isProblem(400, "invalid", "refused", "with their quotes");
    put("/kv/a", "1", "If-None-Match", "*", "If-Match", "*")
        .isProblem(400, "invalid", "refused", "exclude each other");
  }

  @Test
  void aMethodThatARouteHasNotIsToldWhichItHas() {
    Answer answer = send("PATCH", "/kv/a", "x");
    answer.isProblem(405, "method-not-allowed", "refused", "DELETE, GET, HEAD, PUT");
    assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, HEAD, PUT");
    assertThat(post("/watch", "").is(405).header("Allow")).isEqualTo("GET");
    send("GET", "/mget", "").is(405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FROBNICATE /kv/a HTTP/1.1 | 501
          GET /kv/a b HTTP/1.1      | 505
          GET /kv/a HTTP/3.7        | 505
          GET                       | 501
          hello                     | 501
          """)
  void whatIsNoHttpIsAProblemToo(String line, int status) throws IOException {
    String answer = raw(line + "\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Content-Type: application/problem+json\r\n")
        .contains("\"type\":\"urn:memdi:invalid\"")
        .contains("\"status\":" + status);
  }

  @Test
  void aTargetOrAHeaderWithoutEndIsCutOff() throws IOException {
    assertThat(raw("GET /kv/" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ")
        .contains("urn:memdi:too-large");
    assertThat(raw("GET /kv/a HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(100_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("urn:memdi:too-large");
  }

  @Test
  void aKeyOverItsLimitIsRefused() {
    put("/kv/" + "%20".repeat(32), "1").is(201);
    put("/kv/" + "a".repeat(33), "1")
        .isProblem(413, "too-large", "refused", "the key of 33 bytes is over the limit of 32");
  }

  @Test
  void aValueOverItsLimitIsRefused() {
    put("/kv/a", "x".repeat(1024)).is(201);
    put("/kv/a", "x".repeat(1025))
        .isProblem(
            413, "too-large", "refused", "the value of 1025 bytes is over the limit of 1024");
    assertThat(get("/kv/a").text()).hasSize(1024);
    post("/kv/a/append", "x".repeat(1025)).is(413);
    post("/mget", "x".repeat(8193))
        .isProblem(413, "too-large", "refused", "the body of 8193 bytes is over the limit of 8192");
  }

  @Test
  void aHugeValueIsRefusedByItsLengthAlone() throws IOException {
    String answer =
        raw("PUT /kv/a HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000000\r\n\r\nsome bytes");
    assertThat(answer)
        .startsWith("HTTP/1.1 413 ")
        .contains("the value of 1000000000000 bytes is over the limit of 1024")
        .contains("Connection: close");
  }

  @Test
  void aValueOfUntoldLengthIsRefusedOnceItIsTooLong() {
    Answer answer =
        send(
            request("PUT", "/kv/a", new byte[1])
                .PUT(BodyPublishers.ofInputStream(() -> endless(20_000_000))));
    answer.isProblem(413, "too-large", "refused", "the value is over the limit of 1024 bytes");
    assertThat(router.requests).isEmpty();
  }

  @Test
  void whoAwaitsASignToSendItsBodyGetsTheAnswerInstead() throws IOException {
    String answer =
        raw(
            "PUT /kv/a HTTP/1.1\r\n"
                + "Host: h\r\n"
                + "Content-Length: 2000\r\n"
                + "Expect: 100-continue\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
    send(request("PUT", "/kv/a", new byte[1000]).expectContinue(true)).is(201);
    assertThat(get("/kv/a").response().body()).hasSize(1000);
  }

  @Test
  void aBodyThatMayBeDroppedStillGetsItsAnswer() {
    send(request("PUT", "/kv/a", new byte[20_000_000]))
        .isProblem(413, "too-large", "refused", "the value of 20000000 bytes");
    send(request("POST", "/nowhere", new byte[20_000_000])).is(404);
    put("/kv/a", "1").is(201);
  }

  @Test
  void aValueInPiecesArrivesWhole() {
    send(request("PUT", "/kv/a", new byte[1])
            .PUT(BodyPublishers.ofInputStream(() -> endless(1024))))
        .is(201);
    assertThat(get("/kv/a").text()).isEqualTo("x".repeat(1024));
  }

  @Test
  void theMemoryForBodiesIsGivenBack() {
    for (int i = 0; i < 20; i++) { // twice what there is
      send(request("PUT", "/kv/a", new byte[1])
              .PUT(BodyPublishers.ofInputStream(() -> endless(1024))))
          .is(i == 0 ? 201 : 200);
    }
  }

  private static InputStream endless(int length) {
    return new InputStream() {
      private int left = length;

      @Override
      public int read() {
        return left-- > 0 ? 'x' : -1;
      }

      @Override
      public int read(byte[] into, int offset, int wanted) {
        if (left <= 0) {
          return -1;
        }
        int given = Math.min(Math.min(wanted, 1000), left);
        Arrays.fill(into, offset, offset + given, (byte) 'x');
        left -= given;
        return given;
      }
    };
  }
}
