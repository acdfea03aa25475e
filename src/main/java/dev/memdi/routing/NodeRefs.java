package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Peer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/** Where the actors of other nodes are that an administrator speaks to. */
public interface NodeRefs {
  /** Whoever is administrator at that address now, in whichever life of its node. */
  ActorRef<Administrator.Command> administrator(String address);

  ActorRef<Replicator.Command> replicator(int shard, Peer peer);

  /** Tells the administrators of all nodes of the view but {@code self}. */
  default void tellOthers(ClusterView view, NodeId self, Administrator.Remote message) {
    for (ClusterView.Node node : view.nodes()) {
      if (!node.id().equals(self)) {
        administrator(node.address()).tell(message);
      }
    }
  }

  /** By their paths, which are the same on every node. */
  static NodeRefs of(ActorSystem<?> system) {
    ActorRefResolver resolver = ActorRefResolver.get(system);
    return new NodeRefs() {
      @Override
      public ActorRef<Administrator.Command> administrator(String address) {
        return resolver.resolveActorRef(
            "pekko://" + system.name() + "@" + address + Administrator.PATH);
      }

      @Override
      public ActorRef<Replicator.Command> replicator(int shard, Peer peer) {
        return new ReplicaRefs(system, shard).replicator(peer);
      }
    };
  }
}
