package dev.memdi.edge.resp;

import java.util.List;

/** The node as Redis' tools ask for it. */
final class ServerCommands {
  private ServerCommands() {}

  static List<Command> rows() {
    Row row = new Row("server");
    return List.of(
        row.also(Category.DANGEROUS)
            .alone(
                "info",
                -1,
                "loading,stale",
                "This node: server, clients, memory, stats, replication, cluster, keyspace",
                InfoText::plan),
        row.together("time", 1, "loading,stale,fast", "This node's time", ServerCommands::time));
  }

  private static Plan time(Call call) {
    return new Plan.Now(() -> {
      long now = call.backend().clock().epochMillis();
      return Reply.array(
          List.of(
              Reply.bulk(Long.toString(now / 1000)), Reply.bulk(Long.toString(now % 1000 * 1000))));
    });
  }
}
