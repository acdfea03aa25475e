package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateRoutesTest extends HttpEdgeFixture {

  @Test
  void anIncrementAnswersWithTheNewNumber() {
    Answer first = post("/kv/n/incr", "");
    first.isJson(200, "{\"value\":\"1\",\"revision\":1}");
    assertThat(first.header("ETag")).isEqualTo("\"1\"");
    assertThat(first.header("Memdi-Ack")).isEqualTo("quorum");
    post("/kv/n/incr?by=41", "").isJson(200, "{\"value\":\"42\",\"revision\":2}");
    post("/kv/n/incr?by=-50", "").isJson(200, "{\"value\":\"-8\",\"revision\":3}");
  }

  @Test
  void anIncrementKeepsTheTimeToLive() {
    put("/kv/n?ttl=1m", "5").is(201);
    post("/kv/n/incr", "").is(200);
    assertThat(get("/kv/n").header("Memdi-Ttl-Millis")).isEqualTo("60000");
  }

  @Test
  void whatIsNoIntegerIsNotIncremented() {
    put("/kv/n", "five").is(201);
    post("/kv/n/incr", "").isProblem(422, "not-an-integer", "refused", "key 'n'");
    put("/kv/n", Long.toString(Long.MAX_VALUE)).is(200);
    post("/kv/n/incr", "").isProblem(422, "overflow", "refused", "key 'n'");
    post("/kv/n/incr?by=1.5", "")
        .isProblem(400, "invalid", "refused", "by: '1.5' is not a signed 64-bit integer");
  }

  @Test
  void anAppendAnswersWithTheWholeValue() {
    post("/kv/a/append", "one").isJson(200, "{\"value\":\"one\",\"revision\":1}");
    post("/kv/a/append", ",two").isJson(200, "{\"value\":\"one,two\",\"revision\":2}");
    send(request("POST", "/kv/a/append", new byte[] {(byte) 0xff}))
        .isJson(200, "{\"valueBase64\":\"b25lLHR3b/8=\",\"revision\":3}");
  }

  @Test
  void compareAndSetSetsOnlyWhatIsAsExpected() {
    post("/kv/a/cas", "{\"expected\":null,\"new\":\"1\"}")
        .isJson(200, "{\"value\":\"1\",\"revision\":1}");
    Answer exists = post("/kv/a/cas", "{\"expected\":null,\"new\":\"2\"}");
    exists.isProblem(412, "condition-failed", "refused", "it is at revision 1");
    post("/kv/a/cas", "{\"expected\":\"0\",\"new\":\"2\"}").is(412);
    post("/kv/a/cas", "{\"expected\":\"1\",\"newBase64\":\"/w==\"}")
        .isJson(200, "{\"valueBase64\":\"/w==\",\"revision\":2}");
    post("/kv/a/cas?ttl=2s", "{\"expectedBase64\":\"/w==\",\"new\":\"\"}")
        .isJson(200, "{\"value\":\"\",\"revision\":3}");
    router.clock.advance(Duration.ofSeconds(2));
    get("/kv/a").is(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                        | field 'expected' is missing
          {"expected":"1"}                          | field 'new' is missing
          {"expected":1,"new":"2"}                  | 'expected' is not a string
          {"expected":"1","new":null}               | 'new' is not a string
          {"expected":"1","new":"2","old":"3"}      | unknown field 'old'
          {"expected":null,"expectedBase64":"","new":""} | unknown field 'expectedBase64'
          {"expected":"1","expectedBase64":"MQ==","new":""} | 'expected' is given twice
          {"expected":"1","newBase64":"***"}        | 'newBase64' is not base64
          {"expected":"1","new":"\\ud800"}           | 'new' holds half of a surrogate pair
          {"expected":"1","new":"2","new":"3"}      | Duplicate field 'new'
          {"expected":"1","new":"2"} x              | the body is not JSON
          {"expected":"1",                          | the body is not JSON
          ["1"]                                     | the body is not a JSON object
          1                                         | the body is not a JSON object
          ``                                        | the body is not a JSON object
          """)
  void anotherBodyThanThatOfACompareAndSetIsNamed(String body, String detail) {
    post("/kv/a/cas", body).isProblem(400, "invalid", "refused", detail);
    assertThat(router.requests).isEmpty();
  }

  @Test
  void aConditionalHeaderThatWouldBeIgnoredIsRefused() {
    for (String route : new String[] {"incr", "append", "cas"}) {
      post("/kv/a/" + route, "{}", "If-Match", "\"1\"")
          .isProblem(400, "invalid", "refused", "this route does not take If-Match");
    }
    delete("/kv/a", "If-None-Match", "*").isProblem(400, "invalid", "refused", "If-None-Match");
    get("/kv/a", "If-Match", "*").isProblem(400, "invalid", "refused", "If-Match");
  }
}
