package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.raft.core.Peer;
import dev.memdi.routing.Administration.Verdict;
import java.util.Optional;

/**
 * What becomes of an operator's wish that a node lead a shard.
 *
 * @param toBeAsked the leader that is to hand the shard over, if there is anything to be done
 */
record Handover(Verdict verdict, Optional<Peer> toBeAsked) {

  static Handover of(int shard, NodeId target, ClusterView view, Findings findings) {
    Optional<Findings.Found> leader = findings.leader(shard);
    Optional<ClusterView.Node> home = leader.flatMap(found -> view.node(found.node()));
    if (leader.isEmpty() || home.isEmpty()) {
      return impossible("shard %d has no leader now".formatted(shard));
    }
    if (target.equals(leader.get().node())) {
      return new Handover(
          new Verdict.Accepted("%s leads shard %d already".formatted(target.name(), shard)),
          Optional.empty());
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
    return new Handover(
        new Verdict.Accepted(
            "%s was asked to hand shard %d over to %s"
                .formatted(leader.get().node().name(), shard, target.name())),
        Optional.of(new Peer(home.get().id(), home.get().address())));
  }

  private static Handover impossible(String why) {
    return new Handover(new Verdict.Impossible(why), Optional.empty());
  }
}
