package dev.memdi.edge.resp;

import dev.memdi.api.ClusterView;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Status;
import dev.memdi.routing.HashSlot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which node leads which slots and which others hold them, as clients of Redis Cluster want to know
 * it. There is a node for every slot: where it is not known who leads, the node that is asked,
 * which serves any key.
 *
 * @param nodes those that clients reach, the one that was asked among them; one that does not
 *     answer is left out, so that clients give their connections to it up
 * @param runs all slots, in order
 */
record SlotMap(RedisNode self, List<RedisNode> nodes, List<Run> runs) {
  /**
   * Slots that follow each other and lie in one shard.
   *
   * @param known whether its leader is known, and reached by clients
   */
  record Run(
      int from,
      int to,
      Status.Shard shard,
      RedisNode leader,
      boolean known,
      List<RedisNode> copies) {
    int slots() {
      return to - from + 1;
    }
  }

  /** As this node knows it, or, where it holds no copy of some shard, as others tell. */
  static CompletionStage<SlotMap> of(Call call) {
    Backend backend = call.backend();
    Keyspace keyspace = call.client().router().keyspace();
    return backend
        .administration()
        .node()
        .thenCompose(node -> {
          List<Status.Shard> here = shards(node, keyspace);
          return here.size() == keyspace.shards()
              ? CompletableFuture.completedStage(here)
              : backend.administration().cluster().thenApply(Status.Cluster::shards);
        })
        .thenApply(found -> of(call, found));
  }

  private static List<Status.Shard> shards(Status.Node node, Keyspace keyspace) {
    return node.replicas().stream()
        .filter(replica -> keyspace.holds(replica.shard()))
        .filter(replica -> replica.role() != Status.Role.UNBORN)
        .map(replica ->
            new Status.Shard(
                replica.shard(),
                replica.role() == Status.Role.LEADER ? Optional.of(node.id()) : replica.leader(),
                replica.term(),
                replica.commitIndex(),
                replica.peers()))
        .toList();
  }

  private static SlotMap of(Call call, List<Status.Shard> found) {
    Map<Integer, Status.Shard> shards = new LinkedHashMap<>();
    found.forEach(shard -> shards.put(shard.shard(), shard));
    ClusterView view = call.backend().redirection().placement().view();
    RedisNode self = RedisNode.self(view, call);
    Map<String, RedisNode> nodes = new LinkedHashMap<>();
    nodes.put(self.name(), self);
    for (ClusterView.Node node : view.nodes()) {
      view.named(node.id().name())
          .flatMap(RedisNode::of)
          .ifPresent(other -> nodes.putIfAbsent(other.name(), other));
    }
    List<Run> runs = new ArrayList<>();
    Keyspace keyspace = call.client().router().keyspace();
    int count = keyspace.shards();
    int from = 0;
    for (int slot = 0; slot < HashSlot.SLOTS; slot++) {
      int here = HashSlot.shardOf(slot, count);
      if (slot == HashSlot.SLOTS - 1 || HashSlot.shardOf(slot + 1, count) != here) {
        int number = keyspace.first() + here;
        Status.Shard shard = shards.get(number);
        runs.add(run(from, slot, shard == null ? unknown(number) : shard, nodes, self));
        from = slot + 1;
      }
    }
    return new SlotMap(self, List.copyOf(nodes.values()), runs);
  }

  private static Status.Shard unknown(int number) {
    return new Status.Shard(number, Optional.empty(), 0, 0, List.of());
  }

  private static Run run(
      int from, int to, Status.Shard shard, Map<String, RedisNode> nodes, RedisNode self) {
    Optional<RedisNode> led =
        shard.leader().flatMap(id -> Optional.ofNullable(nodes.get(id.name())));
    RedisNode leader = led.orElse(self);
    List<RedisNode> copies =
        shard.replicas().stream()
            .flatMap(peer -> Optional.ofNullable(nodes.get(peer.node().name())).stream())
            .filter(node -> !node.equals(leader))
            .toList();
    return new Run(from, to, shard, leader, led.isPresent(), copies);
  }

  List<Run> ledBy(RedisNode node) {
    return runs.stream().filter(run -> run.leader().equals(node)).toList();
  }
}
