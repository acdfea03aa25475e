package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.raft.core.Peer;
import dev.memdi.routing.Administration.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of an operator's wish that a node lead a shard.
 *
 * @param toBeTold the replicas that are to know: the leader, which hands the shard over, and before
 *     it the target, whose office is then left alone by rebalancing
 */
record Handover(Verdict verdict, List<Peer> toBeTold) {

  static Handover of(int shard, NodeId target, ClusterView view, Findings findings) {
    Optional<Findings.Found> leader = findings.leader(shard);
    Optional<ClusterView.Node> home = leader.flatMap(found -> view.node(found.node()));
    if (leader.isEmpty() || home.isEmpty()) {
      return impossible("shard %d has no leader now".formatted(shard));
    }
    if (target.equals(leader.get().node())) {
      return new Handover(
          new Verdict.Accepted("%s leads shard %d already".formatted(target.name(), shard)),
          List.of(peer(home.get())));
    }
    Optional<Status.Peer> peer =
        leader.get().replica().peers().stream().filter(p -> p.node().equals(target)).findFirst();
    if (peer.isEmpty()) {
      return impossible("%s is no member of shard %d".formatted(target.name(), shard));
    }
    if (!peer.get().voter()) {
      return impossible(
          "%s is a learner of shard %d: it can't lead before it has caught up"
              .formatted(target.name(), shard));
    }
    List<Peer> told = new ArrayList<>();
    view.node(target).map(Handover::peer).ifPresent(told::add);
    told.add(peer(home.get()));
    return new Handover(
        new Verdict.Accepted(
            "%s was asked to hand shard %d over to %s"
                .formatted(leader.get().node().name(), shard, target.name())),
        told);
  }

  private static Peer peer(ClusterView.Node node) {
    return new Peer(node.id(), node.address());
  }

  private static Handover impossible(String why) {
    return new Handover(new Verdict.Impossible(why), List.of());
  }
}
