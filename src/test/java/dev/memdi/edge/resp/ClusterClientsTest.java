package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memdi.api.Key;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

/** Clients of Redis Cluster find the leader of each key, also when it is another one meanwhile. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterClientsTest {
  private static final int KEYS = 60;

  /** What a client of any kind can do. */
  private interface Client {
    void set(String key, String value);

    String get(String key);
  }

  private static void goesOnWhileLeadersChange(RespNode nodes, Client client) {
    writeAndRead(client, "before");
    for (int i = 0; i < KEYS; i++) { // each shard goes once around, in the midst of it
      if (i % 5 == 0) {
        nodes.handOver(Key.utf8("key" + i), i / 5 % 3);
      }
      client.set("key" + i, "moved");
      assertThat(client.get("key" + i)).isEqualTo("moved");
    }
    nodes.cluster().kill(nodes.cluster().leaderOf(Key.utf8("key0")));
    writeAndRead(patient(client), "after");
  }

  /**
   * Lettuce gives up what waits for a connection to a node when it learns that the node is in the
   * cluster no more. What these tests do may be done again.
   */
  private static Client patient(Client client) {
    return new Client() {
      @Override
      public void set(String key, String value) {
        untilConnected(() -> {
          client.set(key, value);
          return value;
        });
      }

      @Override
      public String get(String key) {
        return untilConnected(() -> client.get(key));
      }
    };
  }

  private static String untilConnected(Supplier<String> call) {
    while (true) {
      try {
        return call.get();
      } catch (RedisException e) {
        if (!"Connection closed".equals(e.getMessage())) {
          throw e;
        }
      }
    }
  }

  private static void writeAndRead(Client client, String value) {
    for (int i = 0; i < KEYS; i++) {
      client.set("key" + i, value + i);
    }
    for (int i = 0; i < KEYS; i++) {
      assertThat(client.get("key" + i)).isEqualTo(value + i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jedisFollows(boolean redirect) {
    try (RespNode nodes = start(redirect);
        UnifiedJedis jedis = jedis(nodes)) {
      goesOnWhileLeadersChange(
          nodes,
          new Client() {
            @Override
            public void set(String key, String value) {
              assertThat(jedis.set(key, value)).isEqualTo("OK");
            }

            @Override
            public String get(String key) {
              return jedis.get(key);
            }
          });
    }
  }

  private static RespNode start(boolean redirect) {
    return RespNode.startAtPorts(3, _ -> "memdi.node.resp.redirect = " + redirect);
  }

  private static UnifiedJedis jedis(RespNode nodes) {
    return redis.clients.jedis.RedisClusterClient.builder()
        .nodes(Set.of(new HostAndPort("127.0.0.1", nodes.port(0))))
        .clientConfig(DefaultJedisClientConfig.builder().socketTimeoutMillis(10_000).build())
        .maxAttempts(50)
        .maxTotalRetriesDuration(Duration.ofSeconds(30))
        .build();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lettuceFollows(boolean redirect) {
    try (RespNode nodes = start(redirect)) {
      lettuceFollows(nodes);
    }
  }

  private static void lettuceFollows(RespNode nodes) {
    RedisClusterClient client =
        RedisClusterClient.create(RedisURI.create("127.0.0.1", nodes.port(0)));
    client.setOptions(
        ClusterClientOptions.builder()
            .maxRedirects(20)
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(1))
                    .build())
            .build());
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      goesOnWhileLeadersChange(
          nodes,
          new Client() {
            @Override
            public void set(String key, String value) {
              assertThat(connection.sync().set(key, value)).isEqualTo("OK");
            }

            @Override
            public String get(String key) {
              return connection.sync().get(key);
            }
          });
    } finally {
      client.shutdown();
    }
  }

  @Test
  void redisCliFollows() throws Exception {
    assumeTrue(RedisTools.isInstalled("redis-cli"), "there is no redis-cli here");
    try (RespNode nodes = start(true)) {
      for (int i = 0; i < 8; i++) {
        assertThat(cli(nodes, "set", "key" + i, "v" + i)).endsWith("OK\n");
        assertThat(cli(nodes, "get", "key" + i)).endsWith("v" + i + "\n");
      }
    }
  }

  private static String cli(RespNode nodes, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-c", "-p", "" + nodes.port(0)));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void whereALeaderHasNoPortForThemAnyNodeServes() {
    String unreached = "memdi.node.resp.enabled = off";
    try (RespNode nodes =
            RespNode.startAtPorts(
                3, node -> "memdi.node.resp.redirect = on\n" + (node == 2 ? unreached : ""));
        RawClient client = nodes.raw(0)) {
      Key key = Key.utf8("key");
      nodes.handOver(key, 2);
      String answer = client.call("SET", "key", "v");
      while (answer.startsWith("-MOVED")) { // to the leader before this one
        answer = client.call("SET", "key", "v");
      }
      assertThat(answer).isEqualTo("+OK");
      assertThat(client.call("GET", "key")).isEqualTo("v");
      assertThat(client.call("CLUSTER", "INFO")).contains("cluster_state:fail");
    }
  }
}
