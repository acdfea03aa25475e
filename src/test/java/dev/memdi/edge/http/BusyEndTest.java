package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The end of a server comes in the midst of a pipeline whose requests are answered at once:
 * wherever the stream of the connection is interrupted for it.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyEndTest {
  private static final int PIPELINE = 120;

  private final OneThreadHost host;

  BusyEndTest() throws Exception {
    host = new OneThreadHost();
  }

  @AfterAll
  void stop() throws Exception {
    host.stop();
  }

  /** Calls for the end when it is asked for the {@code n}-th time. */
  private static final class EndingRouter extends StandInRouter {
    private final int n;
    private final Runnable end;
    final AtomicInteger asked = new AtomicInteger();

    EndingRouter(int n, Runnable end) {
      this.n = n;
      this.end = end;
    }

    @Override
    public void submit(Request request, Consumer<Outcome> whenDone) {
      if (asked.incrementAndGet() == n) {
        end.run();
      }
      whenDone.accept(REFUSED);
    }
  }

  @Test
  void allThatIsDoneIsAnsweredAndWhatIsNotIsRefused() throws Exception {
    for (int n = 1; n < PIPELINE; n++) {
      HttpServer[] server = new HttpServer[1];
      EndingRouter router =
          new EndingRouter(
              n,
              () -> {
                var _ = server[0].terminate(Duration.ofSeconds(30));
              });
      server[0] = host.serve(router);
      try (RawClient client = OneThreadHost.clientOf(server[0])) {
        client.send(RawClient.GET.repeat(PIPELINE));
        int answered = 0;
        RawClient.Answer answer;
        do {
          answer = client.answer();
          if (!answer.status().equals("HTTP/1.1 408 Request Timeout")) {
            assertThat(answer.status()).as("%d", n).isEqualTo("HTTP/1.1 503 Service Unavailable");
            answered++;
          }
        } while (!answer.isLast());
        assertThat(client.isAtEnd()).as("%d", n).isTrue();
        assertThat(answered).as("%d", n).isEqualTo(router.asked.get());
      }
    }
  }
}
