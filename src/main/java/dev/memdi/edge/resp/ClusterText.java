package dev.memdi.edge.resp;

import dev.memdi.routing.HashSlot;
import java.util.List;

/** What {@code CLUSTER NODES} and {@code CLUSTER INFO} say, line for line as Redis does. */
final class ClusterText {
  private ClusterText() {}

  /** Each node leads: that one holds copies, too, can't be said in this form. */
  static Reply nodes(SlotMap map) {
    StringBuilder text = new StringBuilder();
    for (RedisNode node : map.nodes()) {
      text.append(node.id()).append(' ').append(node.address()).append('@').append(node.bus());
      text.append(node.equals(map.self()) ? " myself,master" : " master");
      text.append(" - 0 0 ").append(epoch(map.ledBy(node))).append(" connected");
      ranges(map.ledBy(node), text);
      text.append('\n');
    }
    return Reply.verbatim(text.toString());
  }

  private static long epoch(List<SlotMap.Run> runs) {
    return runs.stream().mapToLong(run -> run.shard().term()).max().orElse(0);
  }

  /** Runs that follow each other are one. */
  private static void ranges(List<SlotMap.Run> runs, StringBuilder text) {
    int at = 0;
    while (at < runs.size()) {
      int from = runs.get(at).from();
      while (at + 1 < runs.size() && runs.get(at + 1).from() == runs.get(at).to() + 1) {
        at++;
      }
      int to = runs.get(at).to();
      text.append(' ').append(from).append(from == to ? "" : "-" + to);
      at++;
    }
  }

  static Reply info(SlotMap map) {
    int led = map.runs().stream().filter(SlotMap.Run::known).mapToInt(SlotMap.Run::slots).sum();
    long leaders = map.runs().stream().map(SlotMap.Run::leader).distinct().count();
    StringBuilder text = new StringBuilder();
    line(text, "cluster_state", led == HashSlot.SLOTS ? "ok" : "fail");
    line(text, "cluster_slots_assigned", HashSlot.SLOTS);
    line(text, "cluster_slots_ok", led);
    line(text, "cluster_slots_pfail", HashSlot.SLOTS - led);
    line(text, "cluster_slots_fail", 0);
    line(text, "cluster_known_nodes", map.nodes().size());
    line(text, "cluster_size", leaders);
    line(text, "cluster_current_epoch", epoch(map.runs()));
    line(text, "cluster_my_epoch", epoch(map.ledBy(map.self())));
    return Reply.verbatim(text.toString());
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(':').append(value).append("\r\n");
  }
}
