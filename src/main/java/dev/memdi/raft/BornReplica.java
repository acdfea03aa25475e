package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Peer;
import dev.memdi.store.Showcase;
import dev.memdi.store.Store;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Holds a replica of the shard, kept by its family. If the log fails, the family ends and begins
 * anew with what is durable; if another of the family fails, the replica is over.
 */
final class BornReplica extends AbstractBehavior<ShardReplica.Command> {
  private final ReplicaContext replica;
  private final Optional<ActorRef<DurableLog.Command<LogEvent>>> log;
  private final Durable.Founded founded;
  private final ActorRef<Store.Command> store;
  private final ActorRef<Replicator.Command> replicator;
  private final ActorRef<HeartbeatMonitor.Command> heartbeats;
  private final CutShort cutShort;

  BornReplica(
      ReplicaContext replica, Optional<ActorRef<DurableLog.Command<LogEvent>>> log, Origin origin) {
    super(replica.actor);
    this.replica = replica;
    this.log = log;
    this.founded = origin.founded();
    this.cutShort = new CutShort(founded.founders(), log.isPresent() && origin.mayTakeBirthBack());
    Surroundings surroundings = replica.surroundings;
    Peer self = new Peer(origin.self(), surroundings.self().address());
    replica.families++;
    replicator = replica.replicator();
    Showcase showcase = new Showcase();
    store =
        replica.spawn(
            replica.stores.create(
                replica.shard, burst -> replicator.tell(new Replicator.Propose(burst)), showcase),
            "store-" + replica.families);
    ActorRef<ElectionCoordinator.Command> elections = replica.elections();
    heartbeats =
        replica.spawn(
            HeartbeatMonitor.create(surroundings, replicator, elections),
            "heartbeats-" + replica.families);
    elections.tell(new ElectionCoordinator.Meet(self, origin.founders().lineage(), replicator));
    replicator.tell(
        new Replicator.Meet(
            replica.families,
            origin,
            new Family(
                log,
                store,
                showcase,
                replica.reads,
                heartbeats,
                elections,
                replica.edge,
                () -> replica.actor.getSelf().tell(new ShardReplica.Established()),
                () -> replica.actor.getSelf().tell(new ShardReplica.Discard()),
                why -> replica.actor.getSelf().tell(new ShardReplica.LogFailed(why)))));
    replicator.tell(new Replicator.ViewChanged(replica.view, replica.unwanted));
    if (replica.steppingAside) {
      replicator.tell(new Replicator.StepAside());
    }
  }

  @Override
  public Receive<ShardReplica.Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(Terminated.class, this::ended)
        .build();
  }

  private Behavior<ShardReplica.Command> on(ShardReplica.Command command) {
    switch (command) {
      case ShardReplica.AboutBirth about -> {
        if (replica.isForMe(about.to())) {
          return answer(about.message());
        }
      }
      case ShardReplica.ReadChanges read ->
          store.tell(new Store.ReadChanges(read.prefix(), read.from(), read.replyTo()));
      case ShardReplica.ViewChanged changed -> {
        replica.viewChanged(changed);
        replicator.tell(new Replicator.ViewChanged(changed.view(), changed.unwanted()));
      }
      case ShardReplica.ConnectionLost lost ->
          heartbeats.tell(new HeartbeatMonitor.ConnectionLost(lost.node()));
      case ShardReplica.StepAside aside -> {
        replica.steppingAside = true;
        replicator.tell(new Replicator.StepAside());
      }
      case ShardReplica.Settle settle -> replicator.tell(new Replicator.Settle(settle.replyTo()));
      case ShardReplica.Dismiss dismiss -> {
        if (isForThisReplica(dismiss)) {
          replicator.tell(new Replicator.Dismissed(dismiss.term()));
        }
      }
      case ShardReplica.AskIfNeeded asked -> {
        if (replica.isForMe(asked.to())) {
          replicator.tell(new Replicator.AskedIfNeeded(asked.from()));
        }
      }
      case ShardReplica.AskDue due -> replica.askIfSetAsideIsNeeded();
      case ShardReplica.NotNeeded told -> replica.notNeeded(told);
      case ShardReplica.LogFailed failed -> {
        return RecoveringReplica.logFailed(replica, failed.why());
      }
      case ShardReplica.Discard discard -> {
        return RecoveringReplica.discard(replica, log.orElseThrow());
      }
      case ShardReplica.Established now -> {
        cutShort.established();
        replica.disposeOfSetAside();
      }
      case ShardReplica.Disposed disposed -> replica.disposed(disposed.told());
      case ShardReplica.Invite again -> {}
      case ShardReplica.CanvassDue late -> {}
      case ShardReplica.Logged late -> {}
      case ShardReplica.Recovered late -> {}
      case ShardReplica.Unreadable late -> {}
      case ShardReplica.LoadMore late -> {}
      case ShardReplica.GivenUp late -> {}
      case ShardReplica.BegunAnew late -> {}
      case ShardReplica.TryAgain late -> {}
    }
    return this;
  }

  private Behavior<ShardReplica.Command> answer(Birth.Message message) {
    switch (message) {
      case Birth.Message.Canvass canvass -> tellOfShard(canvass.from(), canvass.ballot());
      case Birth.Message.Blank blank -> {
        replicator.tell(new Replicator.BlankSeen(blank.from().id()));
        tellOfShard(blank.from(), new Birth.Ballot(0, founded.self()));
        NodeId node = blank.from().id();
        if (replica.view.node(node).isPresent() && cutShort.isBlank(node) && canBeginAnew()) {
          return RecoveringReplica.takeBirthBack(replica);
        }
      }
      case Birth.Message.Promise late -> {}
      case Birth.Message.Outbid late -> {}
      case Birth.Message.Born late -> {}
      case Birth.Message.Declare late -> {}
    }
    return this;
  }

  private void tellOfShard(Peer blank, Birth.Ballot ballot) {
    if (!cutShort.maySay(blank)) {
      return;
    }
    replica
        .refs
        .replica(blank)
        .tell(
            new ShardReplica.AboutBirth(
                blank.id(), new Birth.Message.Born(ballot, founded.founders())));
  }

  private boolean isForThisReplica(ShardReplica.Dismiss dismiss) {
    return log.isPresent()
        && replica.isForMe(dismiss.to())
        && dismiss.lineage() == founded.founders().lineage()
        && canBeginAnew();
  }

  /** If it came back from an earlier life of its node: else it has no other identity to take. */
  private boolean canBeginAnew() {
    return !founded.self().equals(replica.surroundings.self().id());
  }

  private Behavior<ShardReplica.Command> ended(Terminated terminated) {
    Throwable cause = causeOf(terminated);
    if (log.filter(ref -> ref.path().equals(terminated.getRef().path())).isPresent()) {
      return RecoveringReplica.logFailed(replica, cause);
    }
    replica
        .log()
        .error(
            "shard {}: this replica has failed and stops; restart the node to have it replaced",
            replica.shard,
            cause);
    replica.surroundings.listener().failed(replica.shard, cause);
    return Behaviors.stopped(() -> { // the replicator has ended by then
      replica.reads.close();
      replica.edge.accept(LeaderChange.noReplica(replica.shard));
    });
  }

  static Throwable causeOf(Terminated terminated) {
    return terminated instanceof ChildFailed failed
        ? failed.getCause()
        : new IllegalStateException(terminated.getRef() + " stopped");
  }
}
