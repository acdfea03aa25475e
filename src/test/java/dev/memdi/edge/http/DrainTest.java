package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration WITHIN = Duration.ofSeconds(4);
  private static final int QUIET_LOOKS = 20;

  private final Deque<Runnable> looks = new ArrayDeque<>();
  private final Deque<CompletableFuture<HttpResponse>> asked = new ArrayDeque<>();
  private long nanos;
  private final Drain drain = new Drain(() -> nanos, looks::add);
  private final Function<HttpRequest, CompletionStage<HttpResponse>> server =
      drain.around(request -> {
        asked.add(new CompletableFuture<>());
        return asked.getLast();
      });

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      pass(Duration.ofMillis(10));
      looks.remove().run();
    }
  }

  private void ask() {
    var _ = server.apply(HttpRequest.create("/"));
  }

  private void answer() {
    asked.remove().complete(HttpResponse.create());
  }

  private CompletableFuture<Done> begin() {
    return drain.begin(WITHIN).toCompletableFuture();
  }

  /** The first look hears of what was before it. */
  private void isOverAfterItsQuiet(CompletableFuture<Done> over) {
    look(QUIET_LOOKS);
    assertThat(over).isNotDone();
    look(1);
    assertThat(over).isDone();
  }

  @Test
  void itIsOverWhenNothingWasHeardInManyLooks() {
    assertThat(drain.isAnnounced()).isFalse();
    CompletableFuture<Done> over = begin();
    assertThat(drain.isAnnounced()).isTrue();
    look(QUIET_LOOKS - 1);
    assertThat(over).isNotDone();
    look(1);
    assertThat(over).isDone();
    assertThat(looks).isEmpty();
  }

  @Test
  void timeInWhichNobodyLookedIsNotQuiet() {
    CompletableFuture<Done> over = begin();
    pass(Duration.ofSeconds(3)); // the machine stood still
    look(1);
    assertThat(over).isNotDone();
    ask();
    answer();
    isOverAfterItsQuiet(over);
  }

  @Test
  void whatIsBeingAnsweredIsWaitedFor() {
    ask();
    CompletableFuture<Done> over = begin();
    look(3 * QUIET_LOOKS);
    assertThat(over).isNotDone();
    answer();
    isOverAfterItsQuiet(over);
  }

  @Test
  void aFailureIsAnAnswer() {
    ask();
    CompletableFuture<Done> over = begin();
    asked.remove().completeExceptionally(new IllegalStateException("broken"));
    isOverAfterItsQuiet(over);
  }

  @Test
  void itIsOverWhenItsTimeIs() {
    ask();
    CompletableFuture<Done> over = begin();
    pass(WITHIN);
    looks.remove().run();
    assertThat(over).isDone();
  }
}
