package dev.memdi.edge.resp;

import dev.memdi.api.Key;
import dev.memdi.routing.HashSlot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code CLUSTER}: the map of the slots, for clients of Redis Cluster. */
final class ClusterCommands {
  private static final String FLAGS = "stale";
  private static final String MODE = "loading,stale,fast";

  private ClusterCommands() {}

  static List<Command> rows() {
    Row row = new Row("cluster");
    Row connection = row.also(Category.CONNECTION);
    return List.of(
        row.parent("cluster", "The map of the slots"),
        row.alone(
            "cluster|slots",
            2,
            "loading,stale",
            "Which node leads which slots, and which hold copies",
            call -> later(call, ClusterCommands::slots)),
        row.alone(
            "cluster|shards",
            2,
            "loading,stale",
            "The shards: their slots, and the nodes that hold them",
            call -> later(call, ClusterCommands::shards)),
        row.alone(
            "cluster|nodes",
            2,
            FLAGS,
            "The nodes, each with the slots that it leads",
            call -> later(call, ClusterText::nodes)),
        row.alone(
            "cluster|info",
            2,
            FLAGS,
            "Whether every slot is led, as far as this node knows",
            call -> later(call, ClusterText::info)),
        row.together(
            "cluster|myid",
            2,
            FLAGS,
            "This node's number; the same after a restart",
            call -> Plan.now(Reply.bulk(RedisNode.id(call.backend().self().name())))),
        row.together(
            "cluster|keyslot",
            3,
            FLAGS,
            "The slot of a key",
            call -> Plan.now(Reply.integer(HashSlot.of(new Key(call.word(2)))))),
        row.alone(
            "cluster|countkeysinslot",
            3,
            FLAGS,
            "How many keys a slot has; reads all keys and values of its shard",
            SlotKeys::count),
        row.alone(
            "cluster|getkeysinslot",
            4,
            FLAGS,
            "Some keys of a slot; reads its shard's keys and values until there are enough",
            SlotKeys::list),
        row.together(
            "cluster|help", 2, "loading,stale", "What there is of CLUSTER", HelpText::plan),
        connection.alone(
            "readonly",
            1,
            MODE,
            "Lets reads be served from this node's copies; does nothing unless redirect is on",
            ClusterCommands::readOnly),
        connection.alone("readwrite", 1, MODE, "Takes READONLY back", ClusterCommands::readWrite));
  }

  private static Plan later(Call call, Function<SlotMap, Reply> answer) {
    return new Plan.Later(
        whenDone -> SlotMap.of(call).thenAccept(map -> whenDone.accept(answer.apply(map))));
  }

  private static Reply slots(SlotMap map) {
    List<Reply> runs = new ArrayList<>();
    for (SlotMap.Run run : map.runs()) {
      List<Reply> about = new ArrayList<>();
      about.add(Reply.integer(run.from()));
      about.add(Reply.integer(run.to()));
      about.add(node(run.leader()));
      run.copies().forEach(copy -> about.add(node(copy)));
      runs.add(Reply.array(about));
    }
    return Reply.array(runs);
  }

  private static Reply node(RedisNode node) {
    List<Reply> nothingMore = List.of();
    return Reply.array(
        List.of(
            Reply.bulk(node.address().host()),
            Reply.integer(node.address().port()),
            Reply.bulk(node.id()),
            Reply.array(nothingMore)));
  }

  private static Reply shards(SlotMap map) {
    List<Reply> shards = new ArrayList<>();
    for (SlotMap.Run run : map.runs()) {
      List<Reply> nodes = new ArrayList<>();
      nodes.add(member(run.leader(), "master", run));
      run.copies().forEach(copy -> nodes.add(member(copy, "replica", run)));
      Map<String, Reply> shard = new LinkedHashMap<>();
      shard.put("slots", Reply.array(List.of(Reply.integer(run.from()), Reply.integer(run.to()))));
      shard.put("nodes", Reply.array(nodes));
      shards.add(Reply.map(shard));
    }
    return Reply.array(shards);
  }

  private static Reply member(RedisNode node, String role, SlotMap.Run run) {
    Map<String, Reply> about = new LinkedHashMap<>();
    about.put("id", Reply.bulk(node.id()));
    about.put("port", Reply.integer(node.address().port()));
    about.put("ip", Reply.bulk(node.address().host()));
    about.put("endpoint", Reply.bulk(node.address().host()));
    about.put("role", Reply.bulk(role));
    about.put("replication-offset", Reply.integer(run.shard().commitIndex()));
    about.put("health", Reply.bulk("online"));
    return Reply.map(about);
  }

  private static Plan readOnly(Call call) {
    Redirection redirection = call.backend().redirection();
    return new Plan.Now(() -> {
      if (redirection.isOn()) {
        call.client().readLocally(redirection::isLedElsewhere);
      }
      return Reply.OK;
    });
  }

  private static Plan readWrite(Call call) {
    return new Plan.Now(() -> {
      call.client().readAtLeaders();
      return Reply.OK;
    });
  }
}
