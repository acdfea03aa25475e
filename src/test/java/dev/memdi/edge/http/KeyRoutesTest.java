package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.api.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRoutesTest extends HttpEdgeFixture {

  @Test
  void aPutCreatesThenReplacesAndAGetGivesItBack() {
    Answer created = put("/kv/a", "one").is(201);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.header("Memdi-Ack")).isEqualTo("quorum");
    assertThat(created.text()).isEmpty();

    assertThat(put("/kv/a", "two").is(200).header("ETag")).isEqualTo("\"2\"");

    Answer got = get("/kv/a").is(200);
    assertThat(got.text()).isEqualTo("two");
    assertThat(got.header("ETag")).isEqualTo("\"2\"");
    assertThat(got.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(got.header("Memdi-Ttl-Millis")).isEmpty();
    assertThat(got.header("Memdi-Staleness-Millis")).isEmpty();
    assertThat(got.header("Server")).isEqualTo("memdi");
  }

  @Test
  void anyBytesAreAValue() {
    byte[] value = new byte[256];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) i;
    }
    send(request("PUT", "/kv/a", value)).is(201);

    assertThat(get("/kv/a").response().body()).isEqualTo(value);
    put("/kv/empty", "").is(201);
    assertThat(get("/kv/empty").is(200).response().body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a%2Fb", "%FF%00%80", "a+b", "%20", "a%3Fb=c", "%25zz", "%7e", "...", "%C3%A4"})
  void anyBytesAreAKeyOfOneSegment(String key) {
    put("/kv/" + key, "value of " + key).is(201);
    assertThat(get("/kv/" + key).is(200).text()).isEqualTo("value of " + key);
    assertThat(get("/kv?count=true").json().path("count").asInt()).isEqualTo(1);
  }

  @Test
  void anEscapeMayBeWrittenInTwoWaysAndIsOneKey() {
    put("/kv/%7Ex", "v").is(201);
    get("/kv/~x").is(200);
    get("/kv/%7ex").is(200);
  }

  @Test
  void aKeyThatDoesNotExistIsNotFound() {
    get("/kv/a").isProblem(404, "not-found", "refused", "the key 'a' does not exist");
    assertThat(send("HEAD", "/kv/a", "").is(404).text()).isEmpty();
  }

  @Test
  void aHeadTellsAllButTheValue() {
    put("/kv/a?ttl=30s", "value").is(201);
    router.clock.advance(Duration.ofSeconds(10));

    Answer head = send("HEAD", "/kv/a", "").is(200);
    assertThat(head.header("ETag")).isEqualTo("\"1\"");
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.header("Memdi-Ttl-Millis")).isEqualTo("20000");
    assertThat(head.text()).isEmpty();
  }

  @Test
  void aTimeToLiveEndsAKeepsOrForgets() {
    put("/kv/a?ttl=1500ms", "1").is(201);
    assertThat(get("/kv/a").header("Memdi-Ttl-Millis")).isEqualTo("1500");
    put("/kv/a?ttl=keep", "2").is(200);
    assertThat(get("/kv/a").header("Memdi-Ttl-Millis")).isEqualTo("1500");
    router.clock.advance(Duration.ofMillis(1500));
    get("/kv/a").is(404);

    put("/kv/b?ttl=1d", "1").is(201);
    put("/kv/b", "2").is(200);
    assertThat(get("/kv/b").header("Memdi-Ttl-Millis")).isEmpty();
  }

  @Test
  void ifNoneMatchLetsAPutOnlyCreate() {
    put("/kv/a", "1", "If-None-Match", "*").is(201);
    Answer failed = put("/kv/a", "2", "If-None-Match", "*");
    failed.isProblem(412, "condition-failed", "refused", "the condition on key 'a' does not hold");
    assertThat(failed.json().path("revision").asLong()).isEqualTo(1);
    assertThat(get("/kv/a").text()).isEqualTo("1");
  }

  @Test
  void ifMatchLetsAPutOnlyReplaceWhatItsClientHasSeen() {
    Answer absent = put("/kv/a", "0", "If-Match", "*").is(412);
    assertThat(absent.json().path("revision").asLong()).isZero();
    String seen = put("/kv/a", "1").header("ETag");
    put("/kv/a", "2", "If-Match", seen).is(200);
    put("/kv/a", "3", "If-Match", seen).is(412);
    put("/kv/a", "4", "If-Match", "*").is(200);
    assertThat(get("/kv/a").text()).isEqualTo("4");
  }

  @Test
  void aDeleteSaysWhetherThereWasAnything() {
    String seen = put("/kv/a", "1").header("ETag");
    delete("/kv/a", "If-Match", "\"99\"").is(412);
    Answer deleted = delete("/kv/a", "If-Match", seen).is(204);
    assertThat(deleted.header("Memdi-Ack")).isEqualTo("quorum");
    assertThat(deleted.header("Memdi-Revision")).isEqualTo("2");
    Answer again = delete("/kv/a").is(404);
    again.isProblem(404, "not-found", "refused", "does not exist");
    assertThat(again.header("Memdi-Ack")).isEqualTo("quorum");
    delete("/kv/a", "If-Match", "*").is(412);
  }

  @Test
  void aReaderThatHoldsTheRevisionGetsNoValueAgain() {
    String seen = put("/kv/a", "1").header("ETag");

    Answer unchanged = get("/kv/a", "If-None-Match", seen).is(304);
    assertThat(unchanged.text()).isEmpty();
    assertThat(unchanged.header("ETag")).isEqualTo(seen);
    get("/kv/a", "If-None-Match", "W/" + seen).is(304);
    get("/kv/a", "If-None-Match", "\"x\", " + seen).is(304);
    get("/kv/a", "If-None-Match", "*").is(304);
    get("/kv/a", "If-None-Match", "\"11\"").is(200);
    get("/kv/b", "If-None-Match", "*").is(404);
  }

  @Test
  void aLocalReadSaysHowStaleItMayBe() {
    put("/kv/a", "1").is(201);
    assertThat(get("/kv/a?read=local").is(200).header("Memdi-Staleness-Millis")).isEqualTo("7");
    assertThat(get("/kv/b?read=local").is(404).header("Memdi-Staleness-Millis")).isEqualTo("7");
  }

  @Test
  void theParametersReachTheRouter() {
    put("/kv/a?ack=leader&timeout=250ms", "1").is(201);
    Request write = router.lastRequest();
    assertThat(write.ack()).isEqualTo(Ack.LEADER);
    assertThat(write.timeout()).isEqualTo(Duration.ofMillis(250));

    assertThat(put("/kv/a?ack=disk", "1").header("Memdi-Ack")).isEqualTo("disk");

    get("/kv/a?read=local&timeout=5m").is(200);
    Request read = router.lastRequest();
    assertThat(read.consistency()).isEqualTo(Consistency.LOCAL);
    assertThat(read.timeout()).as("capped").isEqualTo(Duration.ofMinutes(1));

    get("/kv/a").is(200);
    Request standard = router.lastRequest();
    assertThat(standard)
        .isEqualTo(
            new Request(
                standard.operation(), Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(5)));
  }
}
