package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Peer;
import dev.memdi.store.Store;
import java.time.Duration;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One replica of a shard: waits, blank, for the shard's birth or for an invitation, and then
 * supervises the family that keeps the replica. If one of the family fails, the replica is over:
 * what it knew is in doubt, and only another incarnation of the node may take its place.
 */
public final class ShardReplica {
  public sealed interface Command {}

  /** A word about the shard's birth. */
  public record AboutBirth(NodeId to, Birth.Message message) implements Command, Remote {}

  /** The leader of a shard takes this replica in. */
  public record Invite(Birth.Founders founders, Peer leader, NodeId to)
      implements Command, Remote {}

  /** See {@code Router.changes}. */
  public record ReadChanges(Bytes prefix, long from, ActorRef<Changes> replyTo)
      implements Command, Remote {}

  public record ViewChanged(ClusterView view, SortedSet<NodeId> unwanted) implements Command {}

  /** The node is stopping: hand over leadership and take none any more. */
  public record StepAside() implements Command {}

  /** The connection to a node closed. */
  public record ConnectionLost(NodeId node) implements Command {}

  private record CanvassDue() implements Command {}

  /** How a replica makes its store; the store's proposals go to the given receiver. */
  public interface StoreFactory {
    Behavior<Store.Command> create(int shard, Consumer<Burst> proposer);
  }

  private static final Duration CANVASS_INTERVAL = Duration.ofMillis(200);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Surroundings surroundings;
  private final int shard;
  private final StoreFactory stores;
  private final Consumer<LeaderChange> edge;
  private final ReplicaRefs refs;
  private ClusterView view = ClusterView.EMPTY;
  private SortedSet<NodeId> unwanted = Replicator.nobody();

  private ShardReplica(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Surroundings surroundings,
      int shard,
      StoreFactory stores,
      Consumer<LeaderChange> edge) {
    this.context = context;
    this.timers = timers;
    this.surroundings = surroundings;
    this.shard = shard;
    this.stores = stores;
    this.edge = edge;
    this.refs = new ReplicaRefs(context.getSystem(), shard);
  }

  /**
   * A blank replica of a shard.
   *
   * @param edge hears of every change of leader, if this node has an edge
   */
  public static Behavior<Command> create(
      Surroundings surroundings, int shard, StoreFactory stores, Consumer<LeaderChange> edge) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(context ->
            new ShardReplica(context, timers, surroundings, shard, stores, edge).start()));
  }

  private Behavior<Command> start() {
    timers.startTimerWithFixedDelay(
        CanvassDue.class, new CanvassDue(), Duration.ZERO, CANVASS_INTERVAL);
    return new Unborn(context, Birth.blank(surroundings.self()));
  }

  /** Holds no state of the shard. */
  private final class Unborn extends AbstractBehavior<Command> {
    private Birth birth;

    Unborn(ActorContext<Command> context, Birth birth) {
      super(context);
      this.birth = birth;
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder().onAnyMessage(this::on).build();
    }

    private Behavior<Command> on(Command command) {
      return switch (command) {
        case CanvassDue due -> react(birth.canvass(view, surroundings.cluster().expect()));
        case AboutBirth about ->
            isForMe(about.to()) ? react(birth.receive(about.message(), view)) : this;
        case Invite invite -> isForMe(invite.to()) ? born(invite.founders(), false) : this;
        case ViewChanged changed -> {
          view = changed.view();
          unwanted = changed.unwanted();
          yield this;
        }
        case ReadChanges read -> {
          read.replyTo().tell(nothingYet(read));
          yield this;
        }
        case ConnectionLost lost -> this;
        case StepAside aside -> Behaviors.stopped();
      };
    }

    private Behavior<Command> react(Birth.Reaction reaction) {
      birth = reaction.next();
      for (Birth.Send send : reaction.sends()) {
        refs.replica(send.to()).tell(new AboutBirth(send.to().id(), send.message()));
      }
      return reaction.born().isPresent() ? born(reaction.born().get(), true) : this;
    }
  }

  private boolean isForMe(NodeId to) {
    return to.equals(surroundings.self().id());
  }

  private Changes nothingYet(ReadChanges read) {
    return new Changes(shard, read.from(), read.from(), false, java.util.List.of());
  }

  private Behavior<Command> born(Birth.Founders founders, boolean founder) {
    timers.cancel(CanvassDue.class);
    context.getLog().info("shard {}: {}", shard, founder ? "born" : "taken in");
    return new Born(context, founders, founder);
  }

  /** Holds a replica of the shard, kept by its family. */
  private final class Born extends AbstractBehavior<Command> {
    private final Birth.Founders founders;
    private final ActorRef<Store.Command> store;
    private final ActorRef<Replicator.Command> replicator;
    private final ActorRef<HeartbeatMonitor.Command> heartbeats;

    Born(ActorContext<Command> context, Birth.Founders founders, boolean founder) {
      super(context);
      this.founders = founders;
      replicator =
          spawn(Replicator.create(surroundings, shard, founders, founder, refs), "replicator");
      store =
          spawn(
              stores.create(shard, burst -> replicator.tell(new Replicator.Propose(burst))),
              "store");
      ActorRef<ElectionCoordinator.Command> elections =
          spawn(
              ElectionCoordinator.create(surroundings, founders.lineage(), refs, replicator),
              "elections");
      heartbeats =
          spawn(HeartbeatMonitor.create(surroundings, replicator, elections), "heartbeats");
      replicator.tell(
          new Replicator.Meet(new Replicator.Family(store, heartbeats, elections, edge)));
      replicator.tell(new Replicator.ViewChanged(view, unwanted));
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
      ActorRef<T> child = context.spawn(behavior, name);
      context.watch(child);
      return child;
    }

    @Override
    public Receive<Command> createReceive() {
      return newReceiveBuilder()
          .onAnyMessage(this::on)
          .onSignal(Terminated.class, this::fail)
          .build();
    }

    private Behavior<Command> on(Command command) {
      switch (command) {
        case AboutBirth about -> {
          if (isForMe(about.to()) && about.message() instanceof Birth.Message.Canvass canvass) {
            refs.replica(canvass.from())
                .tell(
                    new AboutBirth(
                        canvass.from().id(), new Birth.Message.Born(canvass.ballot(), founders)));
          }
        }
        case ReadChanges read ->
            store.tell(new Store.ReadChanges(read.prefix(), read.from(), read.replyTo()));
        case ViewChanged changed ->
            replicator.tell(new Replicator.ViewChanged(changed.view(), changed.unwanted()));
        case ConnectionLost lost ->
            heartbeats.tell(new HeartbeatMonitor.ConnectionLost(lost.node()));
        case StepAside aside -> replicator.tell(new Replicator.StepAside());
        case Invite again -> {}
        case CanvassDue late -> {}
      }
      return this;
    }

    private Behavior<Command> fail(Terminated terminated) {
      Throwable cause =
          terminated instanceof ChildFailed failed
              ? failed.getCause()
              : new IllegalStateException(terminated.getRef() + " stopped");
      context
          .getLog()
          .error(
              "shard {}: this replica has failed and stops; restart the node to have it replaced",
              shard,
              cause);
      surroundings.listener().failed(shard, cause);
      return Behaviors.stopped();
    }
  }
}
