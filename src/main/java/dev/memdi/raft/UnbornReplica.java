package dev.memdi.raft;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Holds no state of the shard: waits for the shard's birth, or for its leader to take it in. Where
 * there is a log, the log hears of it first.
 */
final class UnbornReplica extends AbstractBehavior<ShardReplica.Command> {
  private static final long NOTED = 1;
  private static final long FOUNDING = 2;
  private static final Duration CANVASS_INTERVAL = Duration.ofMillis(200);

  private final ReplicaContext replica;
  private final Optional<ActorRef<DurableLog.Command<LogEvent>>> log;
  private boolean mayFound;
  private Birth birth;
  private Optional<Durable.Founded> founding = Optional.empty();

  /**
   * @param log empty where nothing outlives the process
   * @param mayFound false if it has lost what it held of the shard: then there is one, and it must
   *     not take part in founding another
   */
  UnbornReplica(
      ReplicaContext replica,
      Optional<ActorRef<DurableLog.Command<LogEvent>>> log,
      boolean mayFound) {
    super(replica.actor);
    this.replica = replica;
    this.log = log;
    this.mayFound = mayFound;
    this.birth = Birth.blank(replica.surroundings.self());
    replica.timers.startTimerWithFixedDelay(
        ShardReplica.CanvassDue.class,
        new ShardReplica.CanvassDue(),
        Duration.ZERO,
        CANVASS_INTERVAL);
  }

  @Override
  public Receive<ShardReplica.Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(
            Terminated.class,
            ended -> RecoveringReplica.logFailed(replica, BornReplica.causeOf(ended)))
        .build();
  }

  private Behavior<ShardReplica.Command> on(ShardReplica.Command command) {
    return switch (command) {
      case ShardReplica.CanvassDue due -> canvass();
      case ShardReplica.AboutBirth about ->
          replica.isForMe(about.to()) ? hear(about.message()) : this;
      case ShardReplica.Invite invite ->
          replica.isForMe(invite.to()) ? begin(invite.founders()) : this;
      case ShardReplica.AskDue due -> {
        replica.askIfSetAsideIsNeeded();
        yield this;
      }
      case ShardReplica.NotNeeded told -> {
        replica.notNeeded(told);
        yield this;
      }
      case ShardReplica.Disposed disposed -> {
        replica.disposed(disposed.told());
        yield this;
      }
      case ShardReplica.Logged logged ->
          founding.isPresent() && logged.reply().ticket() == FOUNDING ? born(founding.get()) : this;
      case ShardReplica.AtAnyTime asked -> replica.holdsNothing(asked);
      case ShardReplica.ConnectionLost lost -> this;
      case ShardReplica.Dismiss late -> this;
      case ShardReplica.Established late -> this;
      case ShardReplica.AskIfNeeded asked -> this;
      case ShardReplica.Discard late -> this;
      case ShardReplica.LogFailed late -> this;
      case ShardReplica.Recovered late -> this;
      case ShardReplica.Unreadable late -> this;
      case ShardReplica.LoadMore late -> this;
      case ShardReplica.GivenUp late -> this;
      case ShardReplica.BegunAnew late -> this;
      case ShardReplica.TryAgain late -> this;
    };
  }

  private Behavior<ShardReplica.Command> canvass() {
    if (founding.isPresent()) {
      return this;
    }
    if (log.isPresent()) {
      Peer self = replica.surroundings.self();
      List<Peer> all =
          replica.view.nodes().stream()
              .filter(ClusterView.Node::reachable)
              .map(node -> new Peer(node.id(), node.address()))
              .filter(peer -> !peer.equals(self))
              .toList();
      replica.send(
          all.stream().map(peer -> new Birth.Send(peer, new Birth.Message.Blank(self))).toList());
    }
    return mayFound
        ? react(birth.canvass(replica.view, replica.surroundings.cluster().expect()))
        : this;
  }

  /**
   * Whoever is being born promises nothing any more: others would take it for blank who soon see it
   * born.
   */
  private Behavior<ShardReplica.Command> hear(Birth.Message message) {
    if (founding.isPresent()) {
      return this;
    }
    if (message instanceof Birth.Message.Born born
        && !born.founders().include(replica.surroundings.self().id())
        && log.isPresent()
        && mayFound) {
      // The shard is there. Nodes that come back before its members must not found another.
      mayFound = false;
      write(new Durable.Discarded(), NOTED);
    }
    return mayFound || message instanceof Birth.Message.Declare
        ? react(birth.receive(message, replica.view))
        : this;
  }

  private Behavior<ShardReplica.Command> react(Birth.Reaction reaction) {
    birth = reaction.next();
    replica.send(reaction.sends());
    return reaction.born().isPresent() ? begin(reaction.born().get()) : this;
  }

  private Behavior<ShardReplica.Command> begin(Birth.Founders founders) {
    if (founding.isPresent()) {
      return this;
    }
    NodeId self = replica.surroundings.self().id();
    Durable.Founded founded = new Durable.Founded(self, founders, founders.include(self));
    if (log.isEmpty()) {
      return born(founded);
    }
    founding = Optional.of(founded);
    write(founded, FOUNDING);
    return this;
  }

  private void write(Durable change, long ticket) {
    log.orElseThrow()
        .tell(
            new DurableLog.Append<>(
                List.of(LogEvent.of(change)),
                ticket,
                replica.actor.messageAdapter(DurableLog.Reply.class, ShardReplica.Logged::new)));
  }

  private Behavior<ShardReplica.Command> born(Durable.Founded founded) {
    replica.foundedInThisLife = true;
    replica.timers.cancel(ShardReplica.CanvassDue.class);
    replica.log().info("shard {}: {}", replica.shard, founded.founder() ? "born" : "taken in");
    return new BornReplica(replica, log, Origin.blank(replica.surroundings, founded));
  }
}
