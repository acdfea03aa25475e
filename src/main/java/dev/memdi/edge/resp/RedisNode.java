package dev.memdi.edge.resp;

import dev.memdi.api.ClusterView;
import dev.memdi.config.Address;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A node as clients of Redis Cluster know it.
 *
 * @param bus the port for other nodes
 */
record RedisNode(String name, RedisAddress address, int bus) {
  /** Empty for one that does not answer, or tells no address for Redis' clients. */
  static Optional<RedisNode> of(ClusterView.Node node) {
    return node.resp()
        .filter(_ -> node.reachable())
        .flatMap(RedisAddress::parse)
        .map(address -> new RedisNode(node.id().name(), address, bus(node)));
  }

  /** The node that is asked; where it tells no address, the one that the client has reached. */
  static RedisNode self(ClusterView view, Call call) {
    String name = call.backend().self().name();
    Optional<ClusterView.Node> here = view.named(name);
    RedisAddress address =
        here.flatMap(ClusterView.Node::resp)
            .flatMap(RedisAddress::parse)
            .or(() -> RedisAddress.parse(call.client().local()))
            .orElse(new RedisAddress("", 0));
    return new RedisNode(name, address, here.map(RedisNode::bus).orElse(0));
  }

  private static int bus(ClusterView.Node node) {
    return Address.parse(node.address()).map(Address::port).orElse(0);
  }

  /** 40 hexadecimal digits that stay the same when the node restarts: they come from its name. */
  static String id(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  String id() {
    return id(name);
  }
}
