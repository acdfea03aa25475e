package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Key;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.codec.CopyStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CopyRouteTest extends HttpEdgeFixture {
  /** A key of shard 0, 1 or 2. */
  private static String key(int shard, int number) {
    return (char) ('c' + shard) + "%02d".formatted(number);
  }

  @AfterEach
  void everyCopyIsClosed() {
    while (router.openCopies() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aShardIsToldWholeWithItsRevision() throws IOException {
    for (int i = 0; i < 7; i++) {
      router.set(key(1, i), "v" + i);
    }
    router.set(key(2, 0), "of another shard");
    put("/kv/" + key(1, 7) + "?ttl=90s", "mortal").is(201);

    Answer answer = get("/cluster/shards/1/copy").is(200);

    assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
    CopyStream.Decoder parts =
        new CopyStream.Decoder(new ByteArrayInputStream(answer.response().body()));
    assertThat(parts.next())
        .isInstanceOfSatisfying(
            CopyStream.Head.class,
            head -> {
              assertThat(head.shard()).isEqualTo(1);
              assertThat(head.shards()).isEqualTo(InMemoryRouter.SHARDS);
              assertThat(head.revision()).isEqualTo(8);
              assertThat(head.madeAtMillis()).isPositive();
            });
    List<Result.Entry> entries = new ArrayList<>();
    CopyStream.Part part = parts.next();
    while (part instanceof CopyStream.Page page) {
      entries.addAll(page.entries());
      part = parts.next();
    }
    assertThat(part).isEqualTo(new CopyStream.End(8));
    assertThat(entries).hasSize(8);
    assertThat(entries.getFirst().key()).isEqualTo(Key.utf8(key(1, 0)));
    assertThat(entries.getFirst().ttl()).isEmpty();
    assertThat(entries.getLast().ttl()).contains(Duration.ofSeconds(90));
  }

  @Test
  void anEmptyShardHasAHeadAndAnEnd() throws IOException {
    CopyStream.Decoder parts =
        new CopyStream.Decoder(
            new ByteArrayInputStream(get("/cluster/shards/0/copy").is(200).response().body()));
    assertThat(parts.next()).isInstanceOf(CopyStream.Head.class);
    assertThat(parts.next()).isEqualTo(new CopyStream.End(0));
  }

  @Test
  void whatIsNoShardIsRefused() {
    get("/cluster/shards/3/copy").isProblem(404, "not-found", "refused", "there is no shard 3");
    get("/cluster/shards/x/copy").isProblem(400, "invalid", "refused", "'x' is not the number");
  }

  @Test
  void whyThereIsNoCopyIsSaid() {
    router.refuseCopies(new Refusal.Busy("the number of copies"));
    get("/cluster/shards/0/copy").isProblem(429, "busy", "refused", "the number of copies is full");
    router.refuseCopies(new Refusal.Unavailable("nobody leads"));
    get("/cluster/shards/0/copy").isProblem(503, "unavailable", "refused", "nobody leads");
  }

  @Test
  void aCopyThatIsLostEndsWithoutItsEnd() {
    router.set(key(0, 1), "v");
    router.set(key(0, 2), "v");
    router.set(key(0, 3), "v");
    router.loseCopiesAfter(1);
    assertThatThrownBy(() ->
            client.send(
                request("GET", "/cluster/shards/0/copy", new byte[0]).build(),
                BodyHandlers.ofByteArray()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aClientThatGoesAwayLetsTheCopyGo() throws Exception {
    for (int i = 0; i < 99; i++) {
      router.set(key(0, i), "v".repeat(500_000)); // more than any buffer on the way takes
    }
    HttpResponse<InputStream> response =
        client.send(
            request("GET", "/cluster/shards/0/copy", new byte[0]).build(),
            BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(router.openCopies()).isEqualTo(1);
    response.body().close();
    // and see everyCopyIsClosed
  }
}
