package dev.memdi.edge.resp;

import com.typesafe.config.ConfigFactory;
import dev.memdi.testkit.MemdiTestKit;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;

/** Real nodes in this JVM that serve the Redis protocol. */
final class RespNode implements AutoCloseable {
  private static final String SETTINGS =
      """
      memdi.cluster.shards = 4
      memdi.node.resp { enabled = on, port = 0 }
      memdi.limits { key = 1KiB, value = 1MiB, session-pending-bytes = 4MiB }
      """;

  private final MemdiTestKit cluster;
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  private RespNode(MemdiTestKit cluster) {
    this.cluster = cluster;
    for (int i = 0; i < cluster.size(); i++) {
      addresses.add(cluster.node(i).serveResp().orElseThrow());
    }
  }

  static RespNode start(int nodes) {
    return start(nodes, "");
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

  int port(int node) {
    return addresses.get(node).getPort();
  }

  Jedis jedis(int node) {
    return new Jedis("127.0.0.1", port(node));
  }

  RawClient raw(int node) {
    return new RawClient(port(node));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
