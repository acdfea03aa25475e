package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainRoutesTest extends HttpEdgeFixture {

  @Test
  void aFormSetsAndPlainTextComesBack() {
    Answer set = post("/set/a", "value=one+%26+two");
    assertThat(set.is(200).text()).isEqualTo("OK\n");
    assertThat(set.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(set.header("Memdi-Ack")).isEqualTo("quorum");

    Answer got = get("/get/a").is(200);
    assertThat(got.text()).isEqualTo("one & two");
    assertThat(got.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(get("/kv/a").text()).isEqualTo("one & two");
  }

  @Test
  void whatIsMissingIsSaid() {
    get("/get/a").isProblem(404, "not-found", "refused", "the key 'a' does not exist");
    post("/set/a", "").isProblem(400, "invalid", "refused", "the form has one field, 'value'");
    post("/set/a", "value=1&ttl=5").isProblem(400, "invalid", "refused", "[value, ttl]");
    post("/set/a", "value=%z").isProblem(400, "invalid", "refused", "'value' is badly escaped");
    post("/set/a", "value=" + "x".repeat(1025)).isProblem(413, "too-large", "refused", "1025");
  }
}
