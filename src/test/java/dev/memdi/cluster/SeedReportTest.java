package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.cluster.SilentConnection.Event;
import dev.memdi.cluster.SilentConnection.Failure;
import dev.memdi.config.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedReportTest {
  private static final Address A = new Address("a", 1);
  private static final Address B = new Address("b", 2);
  private static final Address C = new Address("c", 3);

  @Test
  void namesTheSeedsThatDoNotAnswerAndWhatToDo() {
    SeedReport report = new SeedReport(B, List.of(A, B, C));

    assertThat(
            report.text(
                false,
                Duration.ofMillis(5100),
                Map.of(A, new Event.Failed(Failure.REFUSED), C, new Event.Opened())))
        .isEqualTo(
            """
            this node, b:2, waits to join since 5 s; of memdi.cluster.seeds
              a:1, the first, which begins a new cluster, has nothing listening there: start that node, or correct the list
              c:3 answers: it is in no cluster itself yet, or can't reach this node at b:2 (memdi.cluster.host, port)\
            """);
  }

  @Test
  void aFounderThatIsAloneSaysSo() {
    SeedReport report = new SeedReport(A, List.of(A, B, C));

    assertThat(
            report.text(
                true,
                Duration.ofSeconds(10),
                Map.of(B, new Event.Failed(Failure.UNRESOLVED), C, new Event.Opened())))
        .isEqualTo(
            """
            this node, a:1, is alone since 10 s; of memdi.cluster.seeds
              b:2 has a name that can't be resolved: correct the list, or the name
              c:3 answers, but is not in the same cluster: if it is in another, restart this node\
            """);
  }

  @Test
  void aNodeThatIsNoSeedWaitsForAllOfThem() {
    assertThat(new SeedReport(C, List.of(A, B)).others()).containsExactly(A, B);
  }
}
