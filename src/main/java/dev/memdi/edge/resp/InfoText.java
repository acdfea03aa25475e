package dev.memdi.edge.resp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code INFO}: what this node can tell at once. */
final class InfoText {
  private static final Set<String> EVERYTHING = Set.of("all", "default", "everything");

  private InfoText() {}

  static Plan plan(Call call) {
    Set<String> wanted = new TreeSet<>();
    for (int at = 1; at < call.size(); at++) {
      wanted.add(call.option(at).toLowerCase(Locale.ROOT));
    }
    boolean all = wanted.isEmpty() || wanted.stream().anyMatch(EVERYTHING::contains);
    return new Plan.Now(() -> {
      StringBuilder text = new StringBuilder();
      sections(call.backend())
          .forEach((name, lines) -> {
            if (all || wanted.contains(name.toLowerCase(Locale.ROOT))) {
              text.append(text.isEmpty() ? "" : "\r\n").append("# ").append(name).append("\r\n");
              lines.forEach(
                  (key, value) -> text.append(key).append(':').append(value).append("\r\n"));
            }
          });
      return Reply.verbatim(text.toString());
    });
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
    sections.put("Clients", Map.of("connected_clients", clients.open().size()));
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
}
