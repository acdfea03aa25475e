package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.Ports;
import dev.memdi.api.Key;
import dev.memdi.api.Status;
import dev.memdi.testkit.MemdiTestKit;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** Real nodes in this JVM that serve the Redis protocol. */
final class RespNode implements AutoCloseable {
  private static final String SETTINGS =
      """
      memdi.cluster.shards = 4
      memdi.requests.timeout = 1m
      memdi.node.resp { enabled = on, port = 0 }
      memdi.limits { key = 1KiB, value = 1MiB, session-pending-bytes = 4MiB }
      """;

  private final MemdiTestKit cluster;
  private final List<Optional<InetSocketAddress>> addresses = new CopyOnWriteArrayList<>();

  private RespNode(MemdiTestKit cluster) {
    this.cluster = cluster;
    for (int i = 0; i < cluster.size(); i++) {
      addresses.add(cluster.node(i).serveResp());
    }
  }

  static RespNode start(int nodes) {
    return start(nodes, "");
  }

  /** Those that tell clients which of them leads what, and go on leading it. */
  static RespNode startRedirecting(int nodes) {
    return startAtPorts(
        nodes,
        _ ->
            """
            memdi.node.resp.redirect = on
            memdi.cluster.rebalance-after = 10m
            memdi.raft.suspect-after { min = 5s, max = 6s }
            """);
  }

  /**
   * Each node has a port from the beginning, which it tells the others, and settings of its own.
   */
  static RespNode startAtPorts(int nodes, IntFunction<String> settings) {
    List<Integer> ports = Stream.generate(Ports::free).limit(nodes).toList();
    return new RespNode(
        MemdiTestKit.start(
            nodes,
            node ->
                ConfigFactory.parseString("memdi.node.resp.port = " + ports.get(node))
                    .withFallback(ConfigFactory.parseString(settings.apply(node)))
                    .withFallback(ConfigFactory.parseString(SETTINGS))));
  }

  static RespNode start(int nodes, String settings) {
    return new RespNode(
        MemdiTestKit.start(
            nodes,
            ConfigFactory.parseString(settings).withFallback(ConfigFactory.parseString(SETTINGS))));
  }

  MemdiTestKit cluster() {
    return cluster;
  }

  /** Comes back when that node leads the key's shard, as every node knows. */
  void handOver(Key key, int to) {
    int shard = cluster.node(to).routers().byDefault().shardOf(key);
    String name = "node-" + to;
    while (!allKnow(name, shard)) { // a transfer may come to nothing
      assertThat(Thread.currentThread().isInterrupted()).as("the test was given up").isFalse();
      if (!leads(name, shard, await(cluster.node(to).administration().node()))) {
        var _ = await(cluster.node(to).administration().transferLeadership(shard, name));
      }
    }
  }

  private boolean allKnow(String leader, int shard) {
    return IntStream.range(0, cluster.size())
        .allMatch(node -> leads(leader, shard, await(cluster.node(node).administration().node())));
  }

  private static boolean leads(String name, int shard, Status.Node toldBy) {
    return toldBy.replicas().stream()
        .filter(replica -> replica.shard() == shard)
        .flatMap(replica -> replica.leader().stream())
        .anyMatch(leader -> leader.name().equals(name));
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Without a word to anybody, as if its process had been killed. */
  void kill(int node) {
    cluster.kill(node);
    addresses.set(node, Optional.empty());
  }

  /** Starts one that was killed. */
  void restart(int node) {
    cluster.restart(node);
    addresses.set(node, cluster.node(node).serveResp());
  }

  boolean serves(int node) {
    return addresses.get(node).isPresent();
  }

  int port(int node) {
    return addresses.get(node).orElseThrow().getPort();
  }

  Jedis jedis(int node) {
    return new Jedis("127.0.0.1", port(node), 70_000);
  }

  RawClient raw(int node) {
    return new RawClient(port(node));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
