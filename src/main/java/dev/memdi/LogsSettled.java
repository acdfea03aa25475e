package dev.memdi;

import dev.memdi.raft.ShardReplica;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Has all replicas settle their logs, and tells when each has, or is no more. */
final class LogsSettled {
  private final List<ActorRef<ShardReplica.Command>> replicas;
  private final List<Integer> left = new ArrayList<>();
  private final Runnable whenDone;

  private LogsSettled(List<ActorRef<ShardReplica.Command>> replicas, Runnable whenDone) {
    this.replicas = replicas;
    this.whenDone = whenDone;
  }

  /**
   * @param replicas in the order of their shards
   */
  static Behavior<ShardReplica.Settled> create(
      List<ActorRef<ShardReplica.Command>> replicas, Runnable whenDone) {
    return Behaviors.setup(context -> {
      LogsSettled settled = new LogsSettled(replicas, whenDone);
      for (int shard = 0; shard < replicas.size(); shard++) {
        settled.left.add(shard);
        context.watch(replicas.get(shard));
        replicas.get(shard).tell(new ShardReplica.Settle(context.getSelf()));
      }
      return Behaviors.receive(ShardReplica.Settled.class)
          .onMessage(ShardReplica.Settled.class, m -> settled.without(m.shard()))
          .onSignal(Terminated.class, settled::ended)
          .build();
    });
  }

  private Behavior<ShardReplica.Settled> ended(Terminated ended) {
    return without(replicas.indexOf(ended.getRef().<ShardReplica.Command>unsafeUpcast()));
  }

  private Behavior<ShardReplica.Settled> without(int shard) {
    left.remove(Integer.valueOf(shard));
    if (!left.isEmpty()) {
      return Behaviors.same();
    }
    whenDone.run();
    return Behaviors.stopped();
  }
}
