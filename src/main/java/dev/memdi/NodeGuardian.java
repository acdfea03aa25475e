package dev.memdi;

import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Keyspace;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.cluster.Bulk;
import dev.memdi.cluster.Express;
import dev.memdi.cluster.Post;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.Settings;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.DirectReads;
import dev.memdi.raft.ReplicaListener;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.Surroundings;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.routing.Administrator;
import dev.memdi.routing.Broadcaster;
import dev.memdi.routing.Departures;
import dev.memdi.routing.NodeRefs;
import dev.memdi.routing.Placement;
import dev.memdi.routing.ShardSession;
import dev.memdi.store.Store;
import dev.memdi.store.StoreBounds;
import dev.memdi.store.StoreListener;
import dev.memdi.store.StoreRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The parent of a node's actors: a replica of every shard and this node's session with it. Learns
 * of the cluster from whoever tells it: Pekko Cluster on a real node, the simulator on a simulated
 * one.
 *
 * <pre>
 *   /system/memdi
 *     ├─ shard-0 … shard-n      replicas (dev.memdi.raft)
 *     ├─ session-0 … session-n  this node's requests (dev.memdi.routing)
 *     ├─ administrator          what an operator asks (dev.memdi.routing)
 *     ├─ broadcaster            messages to whoever listens (dev.memdi.routing)
 *     └─ bulk                   large messages from other nodes (dev.memdi.cluster)
 * </pre>
 */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {
  /** The guardian's name, and so the first part of the path of everything below it. */
  public static final String NAME = "memdi";

  public sealed interface Command {}

  public record ViewChanged(ClusterView view) implements Command {}

  /** An operator wants these incarnations out of every shard. */
  public record Unwant(SortedSet<NodeId> nodes) implements Command {}

  /** The connection to a node closed. */
  public record ConnectionLost(NodeId node) implements Command {}

  /** The node is stopping: hand over all leaderships and take none any more. */
  public record StepAside() implements Command {}

  /**
   * After it has stepped aside, the node is about to end: its replicas say nothing more and make
   * durable what they said.
   */
  public record Settle(ActorRef<Done> replyTo) implements Command {}

  /** Asks for the actors that serve this node's requests. */
  public record DescribeSessions(ActorRef<Sessions> replyTo) implements Command {}

  /**
   * @param inOrder the sessions, in the order of their shards
   * @param reads the ways past them, in the same order
   */
  public record Sessions(
      List<ActorRef<ShardSession.Command>> inOrder,
      List<DirectReads> reads,
      ActorRef<Administrator.Command> administrator,
      ActorRef<Broadcaster.Command> broadcaster,
      Placement placement) {
    public Sessions {
      inOrder = List.copyOf(inOrder);
      reads = List.copyOf(reads);
    }
  }

  /**
   * What a node's actors are made with.
   *
   * @param board tells of the replicas that {@code replicaListener} and {@code storeListeners} hear
   *     of
   * @param departures how a node that an operator removes gets out of the cluster
   * @param express how the messages of the data path get to other nodes, where it takes them
   */
  public record Parts(
      Peer self,
      Settings settings,
      Clock clock,
      RandomGenerator random,
      SafetyRules rules,
      StoreRules storeRules,
      ReplicaListener replicaListener,
      IntFunction<StoreListener> storeListeners,
      Supplier<Status.Node> board,
      Supplier<Status.NodeLosses> losses,
      Departures departures,
      Express express) {}

  private final List<ActorRef<ShardReplica.Command>> replicas = new ArrayList<>();
  private final List<ActorRef<ShardSession.Command>> sessions = new ArrayList<>();
  private final List<DirectReads> reads = new ArrayList<>();
  private final ActorRef<Administrator.Command> administrator;
  private final ActorRef<Broadcaster.Command> broadcaster;
  private final Placement placement;
  private ClusterView view = ClusterView.EMPTY;
  private SortedSet<NodeId> unwanted = Collections.unmodifiableSortedSet(new TreeSet<>());

  private NodeGuardian(ActorContext<Command> context, Parts parts) {
    super(context);
    this.placement = new Placement(parts.settings().cluster().keyspaces().shards());
    Post post = new Post(context.getSystem(), parts.express());
    context.spawn(Bulk.create(), Bulk.NAME);
    for (Keyspace keyspace : parts.settings().cluster().keyspaces().inOrder()) {
      spawnShards(context, parts, post, keyspace);
    }
    administrator = context.spawn(Administrator.create(clerk(context, parts)), Administrator.NAME);
    broadcaster =
        context.spawn(
            Broadcaster.create(parts.self().id(), Broadcaster.byPath(context.getSystem())),
            Broadcaster.NAME);
  }

  private void spawnShards(
      ActorContext<Command> context, Parts parts, Post post, Keyspace keyspace) {
    Surroundings surroundings =
        new Surroundings(
            parts.self(),
            parts.clock(),
            parts.random(),
            post,
            parts.settings().raft(),
            parts.settings().cluster(),
            keyspace,
            parts.rules(),
            parts.replicaListener(),
            log(parts.settings(), keyspace));
    for (int shard = keyspace.first(); shard < keyspace.end(); shard++) {
      ActorRef<ShardSession.Command> session =
          context.spawn(
              ShardSession.create(parts.self(), shard, parts.clock(), parts.settings(), post),
              "session-" + shard,
              DispatcherSelector.sameAsParent());
      sessions.add(session);
      DirectReads direct = new DirectReads(parts.clock());
      reads.add(direct);
      replicas.add(
          context.spawn(
              ShardReplica.create(
                  surroundings,
                  shard,
                  stores(parts, post),
                  direct,
                  change -> {
                    placement.leaderChanged(change);
                    session.tell(new ShardSession.LeaderChanged(change));
                  }),
              ReplicaRefs.replicaName(shard),
              DispatcherSelector.sameAsParent()));
    }
  }

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.setup(context -> new NodeGuardian(context, parts));
  }

  private static Optional<DurableLog.Plugins> log(Settings settings, Keyspace keyspace) {
    NodeSettings.Storage storage = settings.node().storage();
    return keyspace.isOnDisk()
        ? Optional.of(new DurableLog.Plugins(storage.journal(), storage.snapshotStore()))
        : Optional.empty();
  }

  private static Administrator.Parts clerk(ActorContext<Command> context, Parts parts) {
    ActorRef<Command> guardian = context.getSelf();
    return new Administrator.Parts(
        parts.self(),
        parts.clock(),
        parts.settings().cluster(),
        parts.board(),
        parts.losses(),
        unwanted -> guardian.tell(new Unwant(unwanted)),
        parts.departures(),
        NodeRefs.of(context.getSystem()));
  }

  private static ShardReplica.StoreFactory stores(Parts parts, Post post) {
    StoreBounds bounds =
        StoreBounds.DEFAULT
            .withAnswerBytes(parts.settings().limits().sessionPendingBytes())
            .withHistoryBytes(parts.settings().store().historyBytes())
            .withChunkBytes(parts.settings().raft().snapshot().chunkBytes());
    return (shard, proposer, showcase) ->
        Store.create(
            shard,
            parts.clock(),
            parts.storeRules(),
            bounds,
            proposer,
            post::send,
            showcase,
            parts.storeListeners().apply(shard));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case ViewChanged changed -> {
        view = changed.view();
        placement.viewChanged(view);
        administrator.tell(new Administrator.ViewChanged(view));
        broadcaster.tell(new Broadcaster.ViewChanged(view));
        spread();
      }
      case Unwant unwant -> {
        unwanted = unwant.nodes();
        spread();
      }
      case ConnectionLost lost ->
          replicas.forEach(r -> r.tell(new ShardReplica.ConnectionLost(lost.node())));
      case StepAside aside -> replicas.forEach(r -> r.tell(new ShardReplica.StepAside()));
      case Settle settle ->
          getContext()
              .spawnAnonymous(
                  LogsSettled.create(replicas, () -> settle.replyTo().tell(Done.getInstance())));
      case DescribeSessions describe ->
          describe
              .replyTo()
              .tell(new Sessions(sessions, reads, administrator, broadcaster, placement));
    }
    return this;
  }

  private void spread() {
    for (ActorRef<ShardReplica.Command> replica : replicas) {
      replica.tell(new ShardReplica.ViewChanged(view, unwanted));
    }
    for (ActorRef<ShardSession.Command> session : sessions) {
      session.tell(new ShardSession.ViewChanged(view));
    }
  }
}
