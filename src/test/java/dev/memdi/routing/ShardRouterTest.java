package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Clock;
import dev.memdi.api.Consistency;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.OnMajorityLoss;
import dev.memdi.api.Operation;
import dev.memdi.api.Request;
import dev.memdi.raft.DirectReads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class ShardRouterTest {
  private static final int SHARDS = 8;

  /** Nothing is read past the sessions here. */
  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public long epochMillis() {
          return 0;
        }
      };

  private final List<TestInbox<ShardSession.Command>> sessions = new ArrayList<>();
  private final ShardRouter router;

  ShardRouterTest() {
    List<DirectReads> reads = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      sessions.add(TestInbox.create());
      reads.add(new DirectReads(CLOCK));
    }
    Keyspace keyspace =
        new Keyspace(
            Keyspace.DEFAULT,
            0,
            SHARDS,
            Durability.MEMORY,
            OnMajorityLoss.WAIT,
            Ack.QUORUM,
            Consistency.LINEARIZABLE);
    router =
        new ShardRouter(
            sessions.stream().map(TestInbox::getRef).toList(), reads, keyspace, Long.MAX_VALUE);
  }

  @Test
  void aShardIsAskedForLittleMoreThanItsShareOfAPage() {
    assertThat(asked(scan("", 10_000))).hasSize(SHARDS).containsEntry(0, scan("", 1408));
    assertThat(asked(scan("a{b", 1000))).hasSize(SHARDS).containsEntry(7, scan("a{b", 186));
    assertThat(asked(scan("{}a", 20))).hasSize(SHARDS).containsEntry(3, scan("{}a", 20));
  }

  @Test
  void whatHasAWholeTagInItsPrefixIsAskedOfOneShard() {
    int shard = router.shardOf(Key.utf8("tag"));
    assertThat(asked(scan("a{tag}b", 1000)))
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(shard, scan("a{tag}b", 1000))));
    Operation count = new Operation.Count(Bytes.utf8("{tag}"));
    assertThat(asked(count)).hasSize(1).containsEntry(shard, count);
    assertThat(asked(new Operation.Count(Bytes.utf8("{ta")))).hasSize(SHARDS);
  }

  private static Operation scan(String prefix, int limit) {
    return new Operation.Scan(Bytes.utf8(prefix), Optional.empty(), limit);
  }

  /** What each shard is asked when a client asks that. */
  private TreeMap<Integer, Operation> asked(Operation operation) {
    router.submit(
        new Request(operation, Ack.QUORUM, Consistency.LINEARIZABLE, Duration.ofSeconds(5)),
        outcome -> {});
    TreeMap<Integer, Operation> asked = new TreeMap<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      if (sessions.get(shard).hasMessages()) {
        ShardSession.Command command = sessions.get(shard).receiveMessage();
        asked.put(shard, ((ShardSession.Submit) command).request().operation());
      }
    }
    return asked;
  }
}
