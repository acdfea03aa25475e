package dev.memdi.config;

import dev.memdi.api.Keyspaces;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The cluster that this node belongs to. {@code host} and {@code port} are where other nodes reach
 * this one; without {@code seeds} this node is its own seed.
 */
public record ClusterSettings(
    String host,
    int port,
    List<Address> seeds,
    int expect,
    int replicas,
    Keyspaces keyspaces,
    Duration rebalanceAfter,
    Link link) {
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

  private static final String NO_HOST =
      "has what can't be a host in a URL: letters, digits, dots and hyphens can, an underscore"
          + " can't";

  /**
   * The connections of the data path.
   *
   * @param port where this node listens for them; 0 is any free port
   * @param pendingBytes the most that waits to be sent on one
   */
  public record Link(boolean enabled, int port, long pendingBytes) {}

  public ClusterSettings {
    seeds = List.copyOf(seeds);
  }

  static ClusterSettings read(Reader reader, Keyspaces keyspaces) {
    return new ClusterSettings(
        reader.text("memdi.cluster.host"),
        reader.integer("memdi.cluster.port"),
        reader.addresses("memdi.cluster.seeds"),
        reader.integer("memdi.cluster.expect"),
        reader.integer("memdi.cluster.replicas"),
        keyspaces,
        reader.duration("memdi.cluster.rebalance-after"),
        new Link(
            reader.flag("memdi.cluster.link.enabled"),
            reader.integer("memdi.cluster.link.port"),
            reader.bytes("memdi.cluster.link.pending-bytes")));
  }

  void check(Problems problems) {
    problems.expect(
        !host.isBlank() && !EVERYWHERE.contains(host),
        "memdi.cluster.host",
        host,
        "is where other nodes reach this one: a name or a number of its own, not all interfaces");
    problems.expect(host.isBlank() || isHost(host), "memdi.cluster.host", host, NO_HOST);
    problems.expect(
        port >= 0 && port <= 65535,
        "memdi.cluster.port",
        port,
        "is a port from 0 (any free one) to 65535");
    problems.expect(
        Set.copyOf(seeds).size() == seeds.size(),
        "memdi.cluster.seeds",
        seeds,
        "names a node twice");
    problems.expect(
        seeds.stream().allMatch(seed -> isHost(seed.host())),
        "memdi.cluster.seeds",
        seeds,
        NO_HOST);
    problems.expect(expect >= 1, "memdi.cluster.expect", expect, "is at least 1");
    problems.expect(replicas >= 1, "memdi.cluster.replicas", replicas, "is at least 1");
    problems.expect(
        expect <= replicas || replicas < 1,
        "memdi.cluster.expect",
        expect,
        "must not be more than memdi.cluster.replicas ("
            + replicas
            + "), for the nodes that see each shard's birth are its first voters",
        "memdi.cluster.replicas");
    problems.expect(
        rebalanceAfter.isPositive(),
        "memdi.cluster.rebalance-after",
        rebalanceAfter,
        "is longer than nothing");
    problems.expect(
        link.port >= 0 && link.port <= 65535,
        "memdi.cluster.link.port",
        link.port,
        "is a port from 0 (any free one) to 65535");
    problems.expect(
        link.pendingBytes >= 1 << 20 && link.pendingBytes <= 1 << 30,
        "memdi.cluster.link.pending-bytes",
        link.pendingBytes,
        "is from 1MiB to 1GiB");
  }

  /** References to other nodes are URLs, and one whose host Java can't make out is lost later. */
  private static boolean isHost(String host) {
    try {
      return new URI("pekko", "memdi", host, 1, null, null, null).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
