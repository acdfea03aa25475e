package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanRoutesTest extends HttpEdgeFixture {

  @Test
  void aPageHoldsTheEntriesInOrderOfKeys() {
    put("/kv/u%2F2?ttl=5s", "two").is(201);
    put("/kv/u%2F1", "one").is(201);
    put("/kv/v", "other").is(201);

    get("/kv?prefix=u%2F")
        .isJson(
            200,
            "{\"entries\":[{\"key\":\"u/1\",\"value\":\"one\",\"revision\":2},"
                + "{\"key\":\"u/2\",\"value\":\"two\",\"revision\":1,\"ttlMillis\":5000}]}");
  }

  @Test
  void whatIsNotTextIsBase64() {
    send(request("PUT", "/kv/%FF", new byte[] {(byte) 0x80})).is(201);
    get("/kv")
        .isJson(
            200,
            "{\"entries\":[{\"keyBase64\":\"/w==\",\"valueBase64\":\"gA==\",\"revision\":1}]}");
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() {
    List<String> keys = List.of("%00", "a%20b", "a%26b", "a%2B", "b", "%C3%A4", "%FF%FE");
    for (String key : keys) {
      put("/kv/" + key, key).is(201);
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    int pages = 0;
    while (true) {
      JsonNode page = get("/kv?limit=2" + after).is(200).json();
      page.path("entries").forEach(entry -> seen.add(entry.path("value").asText()));
      pages++;
      if (!page.has("next")) {
        break;
      }
      after = "&after=" + page.path("next").asText();
    }
    assertThat(seen).isEqualTo(keys);
    assertThat(pages).isEqualTo(4);
  }

  @Test
  void aCountTellsNoKeys() {
    put("/kv/u1", "1").is(201);
    put("/kv/u2", "1").is(201);
    put("/kv/v", "1").is(201);
    get("/kv?prefix=u&count=true").isJson(200, "{\"count\":2}");
    assertThat(get("/kv?count=true&read=local").is(200).header("Memdi-Staleness-Millis"))
        .isEqualTo("7");
  }

  @Test
  void aPlusInAQueryIsASpace() {
    put("/kv/a%20b", "1").is(201);
    get("/kv?prefix=a+b&count=true").isJson(200, "{\"count\":1}");
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    get("/kv?limit=6").isProblem(400, "invalid", "refused", "limit: 6 is not from 1 to 5");
    get("/kv?limit=0").isProblem(400, "invalid", "refused", "limit: 0 is not from 1 to 5");
    get("/kv?limit=x").isProblem(400, "invalid", "refused", "limit: 'x' is not");
    get("/kv?count=yes").isProblem(400, "invalid", "refused", "count: 'yes' is not true or false");
    get("/kv?count=true&after=a").isProblem(400, "invalid", "refused", "count=true does not go");
    get("/kv?pattern=u*&ack=disk")
        .isProblem(400, "invalid", "refused", "unknown query parameters [ack, pattern]");
    get("/kv?limit=1&limit=2").isProblem(400, "invalid", "refused", "'limit' is given twice");
  }
}
