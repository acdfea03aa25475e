package dev.memdi.edge.resp;

import dev.memdi.api.Keyspace;
import dev.memdi.api.Status;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** {@code INFO}: what this node can tell at once. */
final class InfoText {
  private static final String KEYSPACE = "Keyspace";
  private static final Set<String> EVERYTHING = Set.of("all", "default", "everything");

  private InfoText() {}

  static Plan plan(Call call) {
    Set<String> wanted = new TreeSet<>();
    for (int at = 1; at < call.size(); at++) {
      wanted.add(call.option(at).toLowerCase(Locale.ROOT));
    }
    boolean all = wanted.isEmpty() || wanted.stream().anyMatch(EVERYTHING::contains);
    Predicate<String> wants = name -> all || wanted.contains(name.toLowerCase(Locale.ROOT));
    if (!wants.test(KEYSPACE)) {
      return new Plan.Now(() -> text(sections(call.backend()), wants));
    }
    return new Plan.Later(whenDone ->
        call.backend()
            .administration()
            .node()
            .thenAccept(node -> {
              Map<String, Map<String, Object>> sections = sections(call.backend());
              sections.put(KEYSPACE, keyspace(node, call.client().router().keyspace()));
              whenDone.accept(text(sections, wants));
            }));
  }

  private static Reply text(Map<String, Map<String, Object>> sections, Predicate<String> wants) {
    StringBuilder text = new StringBuilder();
    sections.forEach((name, lines) -> {
      if (wants.test(name)) {
        text.append(text.isEmpty() ? "" : "\r\n").append("# ").append(name).append("\r\n");
        lines.forEach((key, value) -> text.append(key).append(':').append(value).append("\r\n"));
      }
    });
    return Reply.verbatim(text.toString());
  }

  /** The keys of which this node has copies; how many of them expire is not counted. */
  private static Map<String, Object> keyspace(Status.Node node, Keyspace keyspace) {
    long keys =
        node.replicas().stream()
            .filter(replica -> keyspace.holds(replica.shard()))
            .mapToLong(Status.Replica::keys)
            .sum();
    return keys == 0 ? Map.of() : Map.of("db0", "keys=" + keys + ",expires=0,avg_ttl=0");
  }

  private static Map<String, Map<String, Object>> sections(Backend backend) {
    Clients clients = backend.clients();
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("redis_version", ConnectionCommands.REDIS_VERSION);
    server.put("redis_mode", backend.redirection().mode());
    server.put("memdi_version", backend.version());
    server.put("memdi_node", backend.self().name());
    server.put("memdi_incarnation", Long.toHexString(backend.self().incarnation()));
    server.put("tcp_port", backend.settings().node().resp().port());
    server.put("server_time_usec", backend.clock().epochMillis() * 1000);
    sections.put("Server", server);
    Map<String, Object> connected = new LinkedHashMap<>();
    connected.put("connected_clients", clients.open().size());
    connected.put("blocked_clients", clients.open().stream().filter(InfoText::waits).count());
    sections.put("Clients", connected);
    Runtime heap = Runtime.getRuntime();
    sections.put("Memory", Map.of("used_memory", heap.totalMemory() - heap.freeMemory()));
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("total_connections_received", clients.received());
    stats.put("total_commands_processed", clients.commands());
    stats.put("memdi_clients_cut_off", clients.cutOff());
    sections.put("Stats", stats);
    sections.put("Replication", Map.of("role", "master"));
    Map<String, Object> cluster = new LinkedHashMap<>();
    cluster.put("cluster_enabled", backend.redirection().isOn() ? 1 : 0);
    cluster.put("memdi_shards", backend.routers().keyspaces().shards());
    sections.put("Cluster", cluster);
    return sections;
  }

  private static boolean waits(Client client) {
    return client.facts().is(ClientFacts.Mark.WAITS);
  }
}
