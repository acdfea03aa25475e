package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.NodeId;
import dev.memdi.routing.HashSlot;
import dev.memdi.routing.Placement;
import java.util.List;
import java.util.Optional;

/**
 * Sends clients of Redis Cluster to the node that leads what they ask for, where they are to be
 * sent there ({@code memdi.node.resp.redirect}). Where it is not known who that is, or not where
 * its clients reach it, the call is served here, as it could be in any case.
 */
final class Redirection {
  private final boolean on;
  private final NodeId self;
  private final Placement placement;

  Redirection(boolean on, NodeId self, Placement placement) {
    this.on = on;
    this.self = self;
    this.placement = placement;
  }

  boolean isOn() {
    return on;
  }

  /** As {@code HELLO} and {@code INFO} tell it. */
  String mode() {
    return on ? "cluster" : "standalone";
  }

  Placement placement() {
    return placement;
  }

  /** Throws {@link CommandException} where the client is to ask another node, or never so. */
  void check(Call call) {
    if (on) {
      check(call.keys(), call);
    }
  }

  /** The same with other keys than those that the call names. */
  void check(List<Bytes> keys, Call call) {
    if (!on || keys.isEmpty()) {
      return;
    }
    int slot = HashSlot.of(new Key(keys.getFirst()));
    if (keys.stream().anyMatch(key -> HashSlot.of(new Key(key)) != slot)) {
      throw new CommandException("CROSSSLOT Keys in request don't hash to the same slot");
    }
    Keyspace keyspace = call.client().router().keyspace();
    int shard = keyspace.first() + HashSlot.shardOf(slot, keyspace.shards());
    boolean reads = call.command().flags().contains("readonly");
    if (!(reads && call.client().readsLocally(shard))) {
      elsewhere(shard)
          .ifPresent(node -> {
            throw new CommandException("MOVED " + slot + " " + node);
          });
    }
  }

  /** Whether another node leads a shard that there is a copy of here. */
  boolean isLedElsewhere(int shard) {
    return placement.leader(shard).filter(leader -> !isSelf(leader)).isPresent();
  }

  private boolean isSelf(NodeId node) {
    return node.name().equals(self.name());
  }

  /** Where clients reach the node that leads the shard, if it is another one. */
  private Optional<RedisAddress> elsewhere(int shard) {
    return placement
        .leader(shard)
        .filter(leader -> !isSelf(leader))
        .flatMap(leader -> placement.view().named(leader.name()))
        .filter(ClusterView.Node::reachable)
        .flatMap(ClusterView.Node::resp)
        .flatMap(RedisAddress::parse);
  }
}
