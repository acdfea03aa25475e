package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.edge.http.EventStreamReader.Frame;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WatchRouteTest extends HttpEdgeFixture {

  private EventStreamReader watch(String query, String... headers) throws Exception {
    HttpRequest.Builder request = request("GET", "/watch" + query, new byte[0]);
    HttpResponse<InputStream> response =
        client.send(
            (headers.length == 0 ? request : request.headers(headers)).build(),
            BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    return new EventStreamReader(response.body());
  }

  @Test
  void aWatchBeginsAtThePresentAndSaysWhereThatIs() throws Exception {
    router.set("a", "before");
    try (EventStreamReader watch = watch("")) {
      watch.next(Frame::hasId);
      assertThat(watch.lastId).isEqualTo("1.2.1"); // "a" is in shard 1

      put("/kv/a", "after").is(200);
      Frame set = watch.nextEvent();
      assertThat(set.event()).isEqualTo("change");
      assertThat(set.data())
          .isEqualTo(
              "{\"shard\":1,\"revision\":2,\"changes\":[{\"key\":\"a\",\"value\":\"after\"}]}");
      assertThat(watch.lastId).isEqualTo("1.3.1");

      delete("/kv/a").is(204);
      assertThat(watch.nextEvent().data())
          .isEqualTo("{\"shard\":1,\"revision\":3,\"changes\":[{\"key\":\"a\",\"deleted\":true}]}");
    }
  }

  @Test
  void onlyKeysWithThePrefixAreTold() throws Exception {
    try (EventStreamReader watch = watch("?prefix=%FFa&from=start")) {
      send(request("PUT", "/kv/a", new byte[] {1})).is(201);
      send(request("PUT", "/kv/%FFb", new byte[] {1})).is(201);
      send(request("PUT", "/kv/%FFa", new byte[] {(byte) 0x80})).is(201);
      assertThat(watch.nextEvent().data())
          .contains("\"changes\":[{\"keyBase64\":\"/2E=\",\"valueBase64\":\"gA==\"}]");
    }
  }

  /**
   * From whatever event a client was cut off at, it gets the rest: all of it, and nothing twice.
   */
  @Test
  void aResumeGivesExactlyWhatWasNotSeen() throws Exception {
    for (int i = 0; i < 12; i++) {
      router.set("k" + i, "in shard " + i);
      router.set(Character.toString('a' + i), Integer.toString(i));
    }
    int all = 24;
    List<String> places = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    try (EventStreamReader watch = watch("?from=start")) {
      for (int i = 0; i < all; i++) {
        places.add(watch.nextEvent().place());
        ids.add(watch.lastId);
      }
    }
    assertThat(places).doesNotHaveDuplicates();
    for (int cut = 0; cut < all; cut++) {
      try (EventStreamReader watch = watch("?from=start", "Last-Event-ID", ids.get(cut))) {
        List<String> rest = new ArrayList<>();
        for (int i = cut + 1; i < all; i++) {
          rest.add(watch.nextEvent().place());
        }
        assertThat(rest).containsExactlyInAnyOrderElementsOf(places.subList(cut + 1, all));
      }
    }
    try (EventStreamReader watch = watch("", "Last-Event-ID", ids.getLast())) {
      router.set("new", "1");
      assertThat(watch.nextEvent().data()).as("no repetition").contains("\"key\":\"new\"");
    }
  }

  @Test
  void theTokenMayAlsoStandInTheQuery() throws Exception {
    router.set("a", "1");
    router.set("a", "2");
    try (EventStreamReader watch = watch("?from=1.2.1")) {
      assertThat(watch.nextEvent().data()).contains("\"revision\":2").contains("\"value\":\"2\"");
    }
  }

  @Test
  void aBatchIsOneEvent() throws Exception {
    try (EventStreamReader watch = watch("?from=start")) {
      post(
              "/batch",
              """
              {"operations": [{"op": "set", "key": "{a}x", "value": "1"},
                              {"op": "set", "key": "{a}y", "value": "2"}]}
              """)
          .is(200);
      assertThat(watch.nextEvent().data())
          .isEqualTo(
              "{\"shard\":1,\"revision\":1,\"changes\":[{\"key\":\"{a}x\",\"value\":\"1\"},"
                  + "{\"key\":\"{a}y\",\"value\":\"2\"}]}");
      assertThat(watch.lastId).isEqualTo("1.2.1");
    }
  }

  @Test
  void whatIsNoLongerHeldIsToldAsAGapAndTheRestFollows() throws Exception {
    for (int i = 1; i <= 5; i++) {
      router.set("a", Integer.toString(i));
    }
    router.forget(1, 3);
    try (EventStreamReader watch = watch("?from=1.2.1")) {
      Frame gap = watch.nextEvent();
      assertThat(gap.event()).isEqualTo("gap");
      assertThat(gap.data()).isEqualTo("{\"shard\":1,\"from\":2,\"to\":4}");
      assertThat(watch.lastId).isEqualTo("1.4.1");
      assertThat(watch.nextEvent().place()).isEqualTo("1@4");
      assertThat(watch.nextEvent().place()).isEqualTo("1@5");
      assertThat(watch.lastId).isEqualTo("1.6.1");
    }
  }

  @Test
  void aGapWithNothingBehindItIsToldToo() throws Exception {
    router.set("a", "1");
    router.forget(1, 1);
    try (EventStreamReader watch = watch("?from=1.1.1")) {
      assertThat(watch.nextEvent().event()).isEqualTo("gap");
      assertThat(watch.lastId).isEqualTo("1.2.1");
      router.set("a", "2");
      assertThat(watch.nextEvent().place()).isEqualTo("1@2");
    }
  }

  /** Its history was lost, or somebody made the position up: to wait for it would be for ever. */
  @Test
  void aPositionBeyondThePresentIsToldAsAGapAndTheWatchGoesOnFromThePresent() throws Exception {
    router.set("a", "1");
    try (EventStreamReader watch = watch("?from=1.9.1")) {
      Frame gap = watch.nextEvent();
      assertThat(gap.event()).isEqualTo("gap");
      assertThat(gap.data()).isEqualTo("{\"shard\":1,\"from\":9,\"to\":2}");
      assertThat(watch.lastId).isEqualTo("1.2.1");
      router.set("a", "2");
      assertThat(watch.nextEvent().place()).isEqualTo("1@2");
      assertThat(watch.lastId).isEqualTo("1.3.1");
    }
  }

  @Test
  void whereNothingHappensTheConnectionShowsThatItLives() throws Exception {
    try (EventStreamReader watch = watch("?prefix=none")) {
      for (int i = 0; i < 3; i++) {
        assertThat(watch.next(frame -> !frame.comment().isEmpty()).comment()).isEqualTo("beat");
      }
    }
  }

  /** Or else a watch of a quiet prefix would resume into a gap that it had not. */
  @Test
  void theTokenMovesOnWithChangesThatAreNotTold() throws Exception {
    try (EventStreamReader watch = watch("?prefix=none")) {
      watch.next(Frame::hasId);
      router.set("a", "1");
      router.set("b", "1");
      while (!watch.lastId.equals("1.2.2")) {
        watch.next(Frame::hasId);
      }
    }
  }

  @Test
  void aWatchThatWasLeftIsNotCounted() throws Exception {
    EventStreamReader watch = watch("");
    watch.next(Frame::hasId);
    assertThat(watches()).isPositive();
    watch.close();
    while (watches() > 0) {
      Thread.onSpinWait(); // under the timeout of the class
    }
  }

  private double watches() {
    return meters.get("memdi.http.watches").gauge().value();
  }
}
