package dev.memdi.routing;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.NodeId;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Peer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A node of which there is nothing but the replica of shard 0 and its replicator. */
final class OneNode {
  private static final Config REMOTE =
      ConfigFactory.parseString(
          """
          pekko.actor.provider = remote
          pekko.remote.artery.transport = tcp
          pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
          pekko.loglevel = ERROR
          """);

  final ActorTestKit kit = ActorTestKit.create("memdi", REMOTE);

  /** What the replicator is told. */
  final TestProbe<Replicator.Command> asked = kit.createTestProbe();

  /** What the replica itself is asked. */
  final TestProbe<ShardReplica.ReadChanges> watched = kit.createTestProbe();

  final Peer peer;

  OneNode(NodeId id) {
    peer = new Peer(id, kit.system().address().hostPort().split("@", 2)[1]);
    TestProbe<String> ready = kit.createTestProbe();
    kit.system().systemActorOf(guardian(ready.getRef()), "memdi", Props.empty());
    ready.receiveMessage();
  }

  private Behavior<Object> guardian(ActorRef<String> ready) {
    return Behaviors.setup(context -> {
      context.spawn(replica(ready), ReplicaRefs.replicaName(0));
      return Behaviors.empty();
    });
  }

  private Behavior<Object> replica(ActorRef<String> ready) {
    return Behaviors.setup(context -> {
      context.spawn(replicator(), "replicator");
      ready.tell("ready");
      return Behaviors.receive(Object.class)
          .onMessage(
              ShardReplica.ReadChanges.class,
              read -> {
                watched.getRef().tell(read);
                return Behaviors.same();
              })
          .build();
    });
  }

  private Behavior<Replicator.Command> replicator() {
    return Behaviors.receiveMessage(command -> {
      asked.getRef().tell(command);
      return Behaviors.same();
    });
  }
}
