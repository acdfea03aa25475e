package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PlannedStopTest {
  @Test
  void aNodeThatStopsAnswersWhatItWasAsked() {
    try (RespNode nodes = RespNode.start(3);
        RawClient busy = nodes.raw(0);
        RawClient idle = nodes.raw(0)) {
      assertThat(busy.call("INCR", "n")).isEqualTo(":1");
      assertThat(idle.call("PING")).isEqualTo("+PONG");
      CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> nodes.cluster().stop(0));
      int done = 1;
      String answer = busy.call("INCR", "n");
      while (!stop.isDone() && answer.startsWith(":")) {
        assertThat(answer).isEqualTo(":" + ++done);
        answer = busy.call("INCR", "n");
      }
      stop.join();
      assertThat(idle.read()).isEqualTo("closed");
      try (RawClient other = nodes.raw(1)) {
        // at most the one that found the connection closed may have been done or not
        assertThat(Integer.parseInt(other.call("GET", "n"))).isBetween(done, done + 1);
      }
    }
  }
}
