package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.routing.Administration.Verdict;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;

/** Has done what {@link Removals} says of the nodes that operators want out. */
final class Expulsion {
  private final Removals removals;
  private final Administrator.Parts parts;
  private final ActorRef<Administrator.Command> administrator;
  private final Logger log;

  /**
   * @param administrator whose expulsions these are
   */
  Expulsion(
      Removals removals,
      Administrator.Parts parts,
      ActorRef<Administrator.Command> administrator,
      Logger log) {
    this.removals = removals;
    this.parts = parts;
    this.administrator = administrator;
    this.log = log;
  }

  private NodeId self() {
    return parts.self().id();
  }

  /** Begins it, or goes on with it, or says why it can't be. */
  Verdict remove(NodeId node, ClusterView view, Findings findings) {
    if (view.node(node).isEmpty()) {
      return new Verdict.Accepted("%s has left the cluster".formatted(node.name()));
    }
    if (!removals.unwanted().contains(node)) {
      Optional<String> objection = removals.objection(node, view, findings);
      if (objection.isPresent()) {
        return new Verdict.Impossible(objection.get());
      }
      log.info("an operator removes {}", node);
      removals.begin(node);
      tellUnwanted(true);
      tellOthers(view);
    }
    Verdict progress = removals.progress(node, findings);
    release(node, view, findings);
    return progress;
  }

  /** All who know tell it again and again, for others may have been away, or are new. */
  void tellOthers(ClusterView view) {
    SortedSet<NodeId> unwanted = removals.unwanted();
    if (!unwanted.isEmpty()) {
      parts.refs().tellOthers(view, self(), new Administrator.Unwant(unwanted));
    }
  }

  /** Once no shard has it any more, it goes. */
  void release(NodeId node, ClusterView view, Findings findings) {
    switch (removals.wayOut(node, view, findings)) {
      case Removals.WayOut.Wait() -> {}
      case Removals.WayOut.Leave(ClusterView.Node there) -> {
        boolean own = node.equals(self());
        (own ? administrator : parts.refs().administrator(there.address()))
            .tell(new Administrator.Leave(node));
      }
      case Removals.WayOut.PutDown(ClusterView.Node there) ->
          parts.departures().remove(there.address());
    }
  }

  void tellUnwanted(boolean changed) {
    if (changed) {
      parts.unwanted().accept(removals.unwanted());
    }
  }
}
