package dev.memdi.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
  private final EventLoops loops = new EventLoops(3, "loops-under-test");

  @AfterEach
  void end() throws InterruptedException {
    loops.shutdown();
    assertThat(loops.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(loops.isTerminated()).isTrue();
  }

  private static <T> T await(CompletableFuture<T> result) {
    return result.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void theyKnowThemselves() {
    CompletableFuture<Optional<EventLoops>> told = new CompletableFuture<>();
    loops.execute(() -> told.complete(EventLoops.ofThisThread()));
    assertThat(await(told)).containsSame(loops);
    assertThat(EventLoops.ofThisThread()).isEmpty();
  }

  @Test
  void whatOneGivesIsRunByItself() {
    CompletableFuture<Thread> giver = new CompletableFuture<>();
    CompletableFuture<Thread> runner = new CompletableFuture<>();
    loops.execute(() -> {
      loops.execute(() -> runner.complete(Thread.currentThread()));
      giver.complete(Thread.currentThread());
    });
    assertThat(await(runner)).isSameAs(await(giver));
  }

  @Test
  void othersHelpOneThatHasMuchToDo() {
    CountDownLatch helped = new CountDownLatch(1);
    CompletableFuture<Boolean> over = new CompletableFuture<>();
    loops.execute(() -> {
      Thread giver = Thread.currentThread();
      for (int i = 0; i < 1000; i++) {
        loops.execute(
            new Runnable() { // each with a hash of its own
              @Override
              public void run() {
                if (Thread.currentThread() != giver) {
                  helped.countDown();
                }
              }
            });
      }
      try {
        over.complete(helped.await(30, TimeUnit.SECONDS)); // without running any of them itself
      } catch (InterruptedException e) {
        over.completeExceptionally(e);
      }
    });
    assertThat(await(over)).isTrue();
  }
}
