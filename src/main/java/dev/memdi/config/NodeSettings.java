package dev.memdi.config;

import dev.memdi.api.Keyspaces;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * This process: {@code name} tells it from every other node of the cluster and stays the same when
 * it restarts.
 */
public record NodeSettings(String name, Storage storage, Http http, Resp resp) {
  private static final Duration LONGEST_PATIENCE = Duration.ofDays(1);
  private static final Pattern EVENTS = Pattern.compile("[KEAg$lshzxetdnm]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@\\[\\]-]{1,255}");

  /**
   * What outlives the process, and where.
   *
   * @param data the directory of the embedded journal; may be empty where nothing is kept
   * @param journal the key of a Pekko Persistence journal's configuration
   * @param snapshotStore the key of a Pekko Persistence snapshot store's configuration
   */
  public record Storage(String data, String journal, String snapshotStore) {
    /** memdi's own journal. */
    public static final String EMBEDDED_JOURNAL = "memdi-journal";

    /** memdi's own snapshot store. */
    public static final String EMBEDDED_SNAPSHOT_STORE = "memdi-snapshot-store";

    public boolean isEmbedded() {
      return journal.equals(EMBEDDED_JOURNAL) || snapshotStore.equals(EMBEDDED_SNAPSHOT_STORE);
    }
  }

  /** Where this node serves HTTP; port 0 is any free one. */
  public record Http(boolean enabled, String host, int port) {}

  /**
   * Where this node serves the Redis protocol; port 0 is any free one.
   *
   * @param keyspace what a connection's commands are for until it says otherwise
   * @param advertised {@code host:port} where clients reach it, where that is another address
   * @param redirect whether clients are told which node leads what they ask for, as by Redis
   *     Cluster
   * @param inFlightBytes what of a connection's requests may wait before it is read no further
   * @param slowReader how long a client may leave its answers unread
   * @param notifyKeyspaceEvents of which changes of keys clients are told, in Redis' letters
   */
  public record Resp(
      boolean enabled,
      String host,
      int port,
      String keyspace,
      Optional<String> advertised,
      boolean redirect,
      int maxClients,
      long inFlightBytes,
      Duration slowReader,
      String notifyKeyspaceEvents) {
    void check(Problems problems, Limits limits, Keyspaces keyspaces) {
      problems.expect(!host.isBlank(), "memdi.node.resp.host", host, "is the address to listen on");
      problems.expect(
          port >= 0 && port <= 65535,
          "memdi.node.resp.port",
          port,
          "is a port from 0 (any free one) to 65535");
      problems.expect(
          keyspaces.named(keyspace).isPresent(),
          "memdi.node.resp.keyspace",
          keyspace,
          "is not among memdi.keyspaces");
      problems.expect(
          advertised.isEmpty() || advertised.flatMap(Address::parse).isPresent(),
          "memdi.node.resp.advertise",
          advertised.orElse(""),
          "is host:port, or empty");
      problems.expect(maxClients >= 1, "memdi.node.resp.max-clients", maxClients, "is at least 1");
      problems.expect(
          !enabled || (inFlightBytes >= 1 && inFlightBytes <= limits.sessionPendingBytes() / 2),
          "memdi.node.resp.in-flight-bytes",
          inFlightBytes,
          "is at least 1 byte and at most half of memdi.limits.session-pending-bytes",
          "memdi.limits.session-pending-bytes");
      problems.expect(
          slowReader.isPositive() && slowReader.compareTo(LONGEST_PATIENCE) <= 0,
          "memdi.node.resp.slow-reader",
          slowReader,
          "is longer than nothing and at most a day");
      problems.expect(
          EVENTS.matcher(notifyKeyspaceEvents).matches(),
          "memdi.node.resp.notify-keyspace-events",
          notifyKeyspaceEvents,
          "is made of the letters KEA g$lshzxetd n m");
    }
  }

  static NodeSettings read(Reader reader, ClusterSettings cluster) {
    String name = reader.text("memdi.node.name");
    return new NodeSettings(
        name.isEmpty() ? new Address(cluster.host(), cluster.port()).toString() : name,
        new Storage(
            reader.text("memdi.node.data"),
            reader.text("memdi.node.journal"),
            reader.text("memdi.node.snapshot-store")),
        new Http(
            reader.flag("memdi.node.http.enabled"),
            reader.text("memdi.node.http.host"),
            reader.integer("memdi.node.http.port")),
        new Resp(
            reader.flag("memdi.node.resp.enabled"),
            reader.text("memdi.node.resp.host"),
            reader.integer("memdi.node.resp.port"),
            reader.text("memdi.node.resp.keyspace"),
            Optional.of(reader.text("memdi.node.resp.advertise")).filter(a -> !a.isEmpty()),
            reader.flag("memdi.node.resp.redirect"),
            reader.integer("memdi.node.resp.max-clients"),
            reader.bytes("memdi.node.resp.in-flight-bytes"),
            reader.duration("memdi.node.resp.slow-reader"),
            reader.text("memdi.node.resp.notify-keyspace-events")));
  }

  void check(Problems problems, ClusterSettings cluster, Limits limits) {
    String derived = new Address(cluster.host(), 0).toString();
    problems.expect(
        !name.equals(derived),
        "memdi.node.name",
        name,
        "must be given where memdi.cluster.port is 0, for no other node would know it apart",
        "memdi.cluster.port",
        "memdi.cluster.host");
    problems.expect(
        NAME.matcher(name).matches(),
        "memdi.node.name",
        name,
        "is 1 to 255 letters, digits and . _ : @ [ ] -",
        "memdi.cluster.host");
    problems.expect(
        !cluster.keyspaces().areOnDisk() || !storage.isEmbedded() || !storage.data.isBlank(),
        "memdi.node.data",
        storage.data,
        "is the directory that this node's log is kept in, as memdi.cluster.durability or that of a"
            + " keyspace wants it",
        "memdi.cluster.durability");
    problems.expect(
        !http.host.isBlank(), "memdi.node.http.host", http.host, "is the address to listen on");
    problems.expect(
        http.port >= 0 && http.port <= 65535,
        "memdi.node.http.port",
        http.port,
        "is a port from 0 (any free one) to 65535");
    resp.check(problems, limits, cluster.keyspaces());
  }
}
