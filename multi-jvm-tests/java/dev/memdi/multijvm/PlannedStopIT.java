package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Result;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients see that are at work on the connections of a node that is told to stop. */
class PlannedStopIT {
  private static final int WRITERS = 8;
  private static final int ANSWERS_FIRST = 50;

  /** Of a node that stops, for a request that may be on its way; see its HTTP edge. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(2);

  @Test
  void requestsOfKeptConnectionsAreAnsweredAndTheirEndIsTold() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    List<KeepAliveWriter> writers =
        IntStream.range(0, WRITERS)
            .mapToObj(i -> new KeepAliveWriter(leader, "planned-" + i))
            .toList();
    writers.forEach(Thread::start);
    Await.until(
        "the writers' progress",
        () ->
            Await.unless(
                writers.stream().allMatch(writer -> writer.acknowledged() >= ANSWERS_FIRST),
                ends(writers)));

    long stopAt = System.nanoTime();
    leader.terminate();
    Await.until(
        "the end of the writers",
        () -> Await.unless(writers.stream().noneMatch(Thread::isAlive), ends(writers)));

    assertThat(writers)
        .as("what was asked before the stop is answered: " + ends(writers))
        .allMatch(writer ->
            writer.unansweredSentAt().isEmpty()
                || writer.unansweredSentAt().getAsLong() - stopAt > 0);
    assertThat(writers)
        .as("who was let run is told: " + ends(writers))
        .allMatch(writer -> writer.toldToClose() || isLate(writer));
    assertThat(writers)
        .as("and answered to the last: " + ends(writers))
        .allMatch(writer -> writer.unansweredSentAt().isEmpty() || isLate(writer));
    nothingAcknowledgedIsLost(writers, CLUSTER.without(leader).getFirst());
    leader.start();
  }

  /** One that was not let run for longer than the node is patient may come too late. */
  private static boolean isLate(KeepAliveWriter writer) {
    return writer.silence().compareTo(PATIENCE) >= 0;
  }

  private static void nothingAcknowledgedIsLost(List<KeepAliveWriter> writers, Node witness) {
    try (HttpClients test = HttpClients.none(CLUSTER)) {
      for (KeepAliveWriter writer : writers) {
        for (Map.Entry<Key, Bytes> entry : writer.written().entrySet()) {
          assertThat(test.read(witness, entry.getKey()))
              .isInstanceOfSatisfying(
                  Result.Found.class,
                  found -> assertThat(found.value()).isEqualTo(entry.getValue()));
        }
      }
    }
  }

  private static String ends(List<KeepAliveWriter> writers) {
    return writers.stream()
        .map(w ->
            "%s: %d answers, %s after %s".formatted(w.getName(), w.answers(), w.end(), w.silence()))
        .toList()
        .toString();
  }
}
