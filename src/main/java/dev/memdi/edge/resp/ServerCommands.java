package dev.memdi.edge.resp;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Durability;
import dev.memdi.api.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The node as Redis' tools ask for it. */
final class ServerCommands {
  private static final String CONFIG = "admin,noscript,loading,stale";

  private ServerCommands() {}

  static List<Command> rows() {
    Row row = new Row("server");
    Row generic = new Row("generic");
    return List.of(
        row.together(
            "info",
            -1,
            "loading,stale",
            "This node: server, clients, stats, replication, cluster",
            InfoText::plan),
        row.together("time", 1, "loading,stale,fast", "This node's time", ServerCommands::time),
        row.parent("config", "What Redis' tools ask of a configuration"),
        row.together(
            "config|get",
            -3,
            CONFIG,
            "Parameters whose names match; memdi's own settings are in its configuration file",
            ServerCommands::configGet),
        row.together(
            "config|set",
            -4,
            CONFIG,
            "Refused: no parameter can be set while the node runs",
            ServerCommands::configSet),
        row.together("config|help", 2, "loading,stale", "What there is of CONFIG", HelpText::plan),
        generic.alone(
            "wait",
            3,
            "noscript",
            "How many replicas beside the leader hold all that this connection wrote",
            ServerCommands::waitForReplicas),
        generic.alone(
            "waitaof", 4, "noscript", "The same for disks", ServerCommands::waitForDisks));
  }

  private static Plan time(Call call) {
    return new Plan.Now(() -> {
      long now = call.backend().clock().epochMillis();
      return Reply.array(
          List.of(
              Reply.bulk(Long.toString(now / 1000)), Reply.bulk(Long.toString(now % 1000 * 1000))));
    });
  }

  private static Map<String, String> parameters(Backend backend) {
    boolean onDisk = backend.settings().cluster().durability() != Durability.MEMORY;
    return new TreeMap<>(
        Map.of(
            "appendonly", onDisk ? "yes" : "no",
            "appendfsync", onDisk ? "always" : "no",
            "databases", "1",
            "maxmemory", "0",
            "maxmemory-policy", "noeviction",
            "port", Integer.toString(backend.settings().node().resp().port()),
            "proto-max-bulk-len", Integer.toString(backend.settings().limits().value()),
            "save", "",
            "timeout", "0"));
  }

  private static Plan configGet(Call call) {
    List<Glob> wanted = new ArrayList<>();
    for (int at = 2; at < call.size(); at++) {
      wanted.add(Glob.of(Bytes.utf8(WireRequest.lower(call.word(at)))));
    }
    Map<String, Reply> found = new TreeMap<>();
    parameters(call.backend())
        .forEach((name, value) -> {
          if (wanted.stream().anyMatch(glob -> glob.matches(Bytes.utf8(name)))) {
            found.put(name, Reply.bulk(value));
          }
        });
    return Plan.now(Reply.map(found));
  }

  private static Plan configSet(Call call) {
    if (call.size() % 2 == 1) {
      throw CommandException.syntax();
    }
    Map<String, String> known = parameters(call.backend());
    for (int at = 2; at < call.size(); at += 2) {
      if (!known.containsKey(WireRequest.lower(call.word(at)))) {
        throw new CommandException(
            "ERR Unknown option or number of arguments for CONFIG SET - '%s'"
                .formatted(call.text(at)));
      }
    }
    throw new CommandException(
        "ERR CONFIG SET failed (possibly related to argument '%s') - can't set immutable config"
            .formatted(call.text(2)));
  }

  /** Answers at once: what was answered before is held as the connection's ack says. */
  private static Plan waitForReplicas(Call call) {
    var _ = call.integer(1);
    checkTimeout(call, 2);
    return new Plan.Later(whenDone ->
        call.backend()
            .administration()
            .cluster()
            .thenAccept(cluster -> whenDone.accept(Reply.integer(replicas(call, cluster)))));
  }

  private static Plan waitForDisks(Call call) {
    boolean onDisk = call.backend().settings().cluster().durability() == Durability.SYNC;
    long local = call.integer(1);
    if (local < 0 || local > 1) {
      throw new CommandException("ERR value is out of range, must be between 0 and 1");
    }
    var _ = call.integer(2);
    checkTimeout(call, 3);
    if (local > 0 && !onDisk) {
      throw new CommandException(
          "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
    }
    return new Plan.Later(whenDone ->
        call.backend()
            .administration()
            .cluster()
            .thenAccept(cluster -> {
              long others = onDisk ? replicas(call, cluster) : 0;
              boolean held = onDisk && call.client().ack() != Ack.LEADER;
              whenDone.accept(
                  Reply.array(List.of(Reply.integer(held ? 1 : 0), Reply.integer(others))));
            }));
  }

  private static void checkTimeout(Call call, int at) {
    if (call.integer(at) < 0) {
      throw new CommandException("ERR timeout is negative");
    }
  }

  /** What a majority is, beside its leader, in the shard that has the smallest. */
  private static long replicas(Call call, Status.Cluster cluster) {
    if (call.client().ack() == Ack.LEADER) {
      return 0;
    }
    long least = Long.MAX_VALUE;
    for (int shard = 0; shard < call.backend().router().shards(); shard++) {
      long voters = cluster.shard(shard).replicas().stream().filter(Status.Peer::voter).count();
      least = Math.min(least, voters / 2);
    }
    return least;
  }
}
