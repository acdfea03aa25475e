package dev.memdi.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.memdi.KeyValues;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class MemdiTestKitTest {
  private static final Key KEY = Key.utf8("visits");

  @Test
  void whatOneNodeWritesAnotherReadsAndTheLossOfLeadersStopsNobody() {
    try (MemdiTestKit cluster = MemdiTestKit.start(3)) {
      assertThat(join(cluster.keyValues(0).increment(KEY, 1))).isEqualTo(1);
      assertThat(read(cluster.keyValues(1))).isEqualTo("1");

      int first = cluster.leaderOf(KEY);
      cluster.stop(first);
      assertThatThrownBy(() -> cluster.keyValues(first)).hasMessageContaining("does not run");
      int other = (first + 1) % 3;
      assertThat(join(cluster.keyValues(other).increment(KEY, 1))).isEqualTo(2);

      cluster.restart(first);
      assertThat(read(cluster.keyValues(first))).isEqualTo("2");

      int second = cluster.leaderOf(KEY);
      cluster.kill(second);
      assertThat(cluster.leaderOf(KEY)).as("the next one").isNotEqualTo(second);
      int third = (second + 1) % 3;
      assertThat(join(cluster.keyValues(third).increment(KEY, 1))).isEqualTo(3);

      cluster.restart(second);
      assertThat(read(cluster.keyValues(second))).isEqualTo("3");
    }
  }

  @Test
  void oneNodeIsACluster() {
    try (MemdiTestKit cluster =
        MemdiTestKit.start(1, ConfigFactory.parseString("memdi.cluster.shards = 1"))) {
      join(cluster.keyValues(0).set(KEY, Bytes.utf8("1")));

      assertThat(read(cluster.keyValues(0))).isEqualTo("1");
      assertThat(cluster.node(0).routers().byDefault().shards()).isEqualTo(1);
    }
  }

  private static String read(KeyValues store) {
    return join(store.get(KEY)).orElseThrow().value().utf8();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
