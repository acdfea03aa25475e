package dev.memdi.raft;

import dev.memdi.api.Changes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.durable.DamagedLog;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;

/** What the stages of a replica's life share, and what each hands to the next. */
final class ReplicaContext {
  private static final List<String> LASTING = List.of("replicator", "elections");
  private static final Duration ASK_INTERVAL = Duration.ofSeconds(1);

  final ActorContext<ShardReplica.Command> actor;
  final TimerScheduler<ShardReplica.Command> timers;
  final Surroundings surroundings;
  final int shard;
  final ShardReplica.StoreFactory stores;
  final DirectReads reads;
  final Consumer<LeaderChange> edge;
  final ReplicaRefs refs;
  ClusterView view = ClusterView.EMPTY;
  SortedSet<NodeId> unwanted = Steward.nobody();

  /** How many families there have been. */
  long families;

  private Optional<ActorRef<Replicator.Command>> replicator = Optional.empty();
  private Optional<ActorRef<ElectionCoordinator.Command>> elections = Optional.empty();

  /** Where the damaged log is that this replica has given up, until nobody needs it. */
  private Optional<String> setAside = Optional.empty();

  private boolean disposing;

  /** Whether the node is stopping, so that no family of this replica may want leadership. */
  boolean steppingAside;

  /** Whether the identity that a blank replica takes, that of this life of the node, is used up. */
  boolean foundedInThisLife;

  ReplicaContext(
      ActorContext<ShardReplica.Command> actor,
      TimerScheduler<ShardReplica.Command> timers,
      Surroundings surroundings,
      int shard,
      ShardReplica.StoreFactory stores,
      DirectReads reads,
      Consumer<LeaderChange> edge) {
    this.actor = actor;
    this.timers = timers;
    this.surroundings = surroundings;
    this.shard = shard;
    this.stores = stores;
    this.reads = reads;
    this.edge = edge;
    this.refs = new ReplicaRefs(actor.getSystem(), shard);
  }

  Logger log() {
    return actor.getLog();
  }

  /** Where there are logs, what this replica's is called. */
  String logName() {
    return "memdi/%s/%s/%d"
        .formatted(surroundings.self().id().name(), surroundings.keyspace().name(), shard);
  }

  /** Where a damaged log is kept because this replica is not healed yet, if one is. */
  Optional<String> lookForSetAside() {
    setAside =
        surroundings
            .log()
            .flatMap(plugins -> DamagedLog.place(actor.getSystem(), logName(), plugins));
    disposing = false;
    if (setAside.isPresent()) {
      timers.startTimerWithFixedDelay(
          ShardReplica.AskDue.class, new ShardReplica.AskDue(), ASK_INTERVAL);
    }
    surroundings.listener().setAside(shard, setAside);
    return setAside;
  }

  /** Whoever leads the shard knows. */
  void askIfSetAsideIsNeeded() {
    for (ClusterView.Node node : view.nodes()) {
      Peer peer = new Peer(node.id(), node.address());
      if (node.reachable() && !peer.equals(surroundings.self())) {
        refs.replica(peer).tell(new ShardReplica.AskIfNeeded(surroundings.self(), peer.id()));
      }
    }
  }

  void notNeeded(ShardReplica.NotNeeded told) {
    if (isForMe(told.to())) {
      disposeOfSetAside();
    }
  }

  /**
   * The replica is healed, or the shard whole without it, so what is set aside is not needed any
   * more: whatever was committed of it, a majority of whole logs has. Tried once, until the log is
   * read again.
   */
  void disposeOfSetAside() {
    if (setAside.isPresent() && !disposing) {
      disposing = true;
      timers.cancel(ShardReplica.AskDue.class);
      actor.spawnAnonymous(
          DamagedLog.dispose(
              logName(),
              surroundings.log().orElseThrow(),
              actor.messageAdapter(DamagedLog.Disposed.class, ShardReplica.Disposed::new)));
    }
  }

  void disposed(DamagedLog.Disposed told) {
    String place = setAside.orElse("");
    if (told.failure().isPresent()) {
      String why = DurableLog.reason(told.failure().get());
      log().warn("shard {}: {} is not needed any more, but not deleted: {}", shard, place, why);
    } else {
      log()
          .info(
              "shard {}: what was set aside in {} is not needed any more, and deleted",
              shard,
              place);
      setAside = Optional.empty();
      surroundings.listener().setAside(shard, setAside);
    }
  }

  void viewChanged(ShardReplica.ViewChanged changed) {
    view = changed.view();
    unwanted = changed.unwanted();
  }

  /** Whether something is meant for this life of the node. */
  boolean isForMe(NodeId to) {
    return to.equals(surroundings.self().id());
  }

  void send(List<Birth.Send> sends) {
    for (Birth.Send send : sends) {
      refs.replica(send.to()).tell(new ShardReplica.AboutBirth(send.to().id(), send.message()));
    }
  }

  /** What a replica without a family does. */
  Behavior<ShardReplica.Command> holdsNothing(ShardReplica.AtAnyTime command) {
    return switch (command) {
      case ShardReplica.ViewChanged changed -> {
        viewChanged(changed);
        yield Behaviors.same();
      }
      case ShardReplica.ReadChanges read -> {
        read.replyTo().tell(new Changes(shard, read.from(), 0, false, List.of()));
        yield Behaviors.same();
      }
      case ShardReplica.StepAside aside -> Behaviors.stopped();
      case ShardReplica.Settle settle -> {
        settle.replyTo().tell(new ShardReplica.Settled(shard));
        yield Behaviors.same();
      }
    };
  }

  /** Those of the family that other nodes speak to; they outlive it. */
  ActorRef<Replicator.Command> replicator() {
    if (replicator.isEmpty()) {
      replicator = Optional.of(spawn(Replicator.create(surroundings, shard, refs), "replicator"));
    }
    return replicator.get();
  }

  ActorRef<ElectionCoordinator.Command> elections() {
    if (elections.isEmpty()) {
      elections = Optional.of(spawn(ElectionCoordinator.idle(surroundings, refs), "elections"));
    }
    return elections.get();
  }

  /** Ends the family, but for those whom it does not concern. */
  void endFamily(Predicate<ActorRef<Void>> spared) {
    replicator.ifPresent(ref -> ref.tell(new Replicator.Suspend()));
    elections.ifPresent(ref -> ref.tell(new ElectionCoordinator.Suspend()));
    for (ActorRef<Void> child : List.copyOf(actor.getChildren())) {
      boolean lasting = LASTING.contains(child.path().name());
      if (!lasting && !spared.test(child)) {
        actor.unwatch(child);
        actor.stop(child);
      }
    }
  }

  /** How many of the family, or of one before it, have not ended yet. */
  int left() {
    return (int)
        actor.getChildren().stream()
            .filter(child -> !LASTING.contains(child.path().name()))
            .count();
  }

  <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    ActorRef<T> child = actor.spawn(behavior, name, DispatcherSelector.sameAsParent());
    actor.watch(child);
    return child;
  }
}
