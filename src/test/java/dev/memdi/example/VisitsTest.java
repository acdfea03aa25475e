package dev.memdi.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Key;
import dev.memdi.testkit.MemdiTestKit;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class VisitsTest {
  @Test
  void visitsAreCountedAtEveryNodeAndSurviveTheLossOfOne() {
    try (MemdiTestKit cluster = MemdiTestKit.start(3)) {
      Visits here = new Visits(cluster.keyValues(0));
      Visits there = new Visits(cluster.keyValues(1));

      assertThat(join(here.count("/"))).isEqualTo(1);
      assertThat(join(there.count("/"))).isEqualTo(2);
      assertThat(join(here.claim("/", "ada"))).isTrue();
      assertThat(join(there.claim("/", "bob"))).isFalse();

      int leader = cluster.leaderOf(Key.utf8("visits//"));
      cluster.kill(leader);
      Visits left = new Visits(cluster.keyValues((leader + 1) % cluster.size()));

      assertThat(join(left.count("/"))).isEqualTo(3);
      assertThat(join(left.pages())).isEqualTo(Map.of("/", 3L));
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
