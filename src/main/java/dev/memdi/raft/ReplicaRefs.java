package dev.memdi.raft;

import dev.memdi.raft.core.Peer;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Where the replicas of a shard are on other nodes. Their paths are the same on every node, so an
 * address is all that is needed. References have no uid and so reach whichever incarnation is
 * there; messages name the one that they are for.
 */
public final class ReplicaRefs {
  private static final String ROOT = "/system/memdi/";

  private final ActorRefResolver resolver;
  private final String system;
  private final int shard;
  private final Map<String, ActorRef<?>> known = new HashMap<>();

  public ReplicaRefs(ActorSystem<?> system, int shard) {
    this.resolver = ActorRefResolver.get(system);
    this.system = system.name();
    this.shard = shard;
  }

  /** The name of a shard's replica among its node's actors. */
  public static String replicaName(int shard) {
    return "shard-" + shard;
  }

  int shard() {
    return shard;
  }

  public ActorRef<ShardReplica.Command> replica(Peer peer) {
    return resolve(peer, "");
  }

  public ActorRef<Replicator.Command> replicator(Peer peer) {
    return resolve(peer, "/replicator");
  }

  ActorRef<ElectionCoordinator.Command> elections(Peer peer) {
    return resolve(peer, "/elections");
  }

  /**
   * References to other nodes are kept, for it takes time to make one. One to this node is good
   * only as long as the actor lives that was there when it was made, if any was.
   */
  @SuppressWarnings("unchecked") // the path says what listens there
  private <T> ActorRef<T> resolve(Peer peer, String child) {
    String path = "pekko://" + system + "@" + peer.address() + ROOT + replicaName(shard) + child;
    ActorRef<?> ref = known.get(path);
    if (ref == null) {
      ref = resolver.<T>resolveActorRef(path);
      if (ref.path().address().hasGlobalScope()) {
        known.put(path, ref);
      }
    }
    return (ActorRef<T>) ref;
  }
}
