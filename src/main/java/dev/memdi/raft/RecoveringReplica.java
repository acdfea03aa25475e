package dev.memdi.raft;

import dev.memdi.durable.DurableLog;
import dev.memdi.durable.journal.Chunked;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.store.Image;
import dev.memdi.store.ImageAssembler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Reads what the log holds, and goes on as what it finds: born, or blank. Says nothing to anyone
 * meanwhile. If the log can't be read or written it waits and tries again, for a disk may have room
 * again.
 *
 * <pre>
 *   Recovering ── nothing ──► Unborn ── birth, invitation ──► Born
 *     │  ▲  └───── founded ─────────────────────────────────► │
 *     │  └──────── a while later ── the log failed ───────────┘
 * </pre>
 */
final class RecoveringReplica extends AbstractBehavior<ShardReplica.Command> {
  /** How long a replica whose log has failed waits before it begins anew. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration NOT_YET = Duration.ofMillis(20);

  /** Chunks of a snapshot that are taken in before other replicas have their turn. */
  private static final int CHUNKS_AT_A_TIME = 16;

  private final ReplicaContext replica;
  private Optional<ActorRef<DurableLog.Command<LogEvent>>> log = Optional.empty();
  private Optional<Loading> loading = Optional.empty();
  private boolean discarding;
  private boolean givingUp; // what there was is damaged: once it is gone, that is noted
  private boolean removing;

  /** A snapshot that is taken in piece by piece. */
  private record Loading(
      DurableState state,
      Durable.Founded founded,
      Chunked.Chunks chunks,
      ImageAssembler assembler) {}

  private RecoveringReplica(ReplicaContext replica) {
    super(replica.actor);
    this.replica = replica;
  }

  static Behavior<ShardReplica.Command> begin(ReplicaContext replica) {
    RecoveringReplica recovering = new RecoveringReplica(replica);
    recovering.readLog();
    return recovering;
  }

  /** The log is no more: whatever was not confirmed may be lost, so the family's state is void. */
  static Behavior<ShardReplica.Command> logFailed(ReplicaContext replica, Throwable cause) {
    replica
        .log()
        .error(
            "shard {}: the log can't be written: {}; trying again in {} s",
            replica.shard,
            DurableLog.reason(cause),
            PAUSE.toSeconds());
    replica.surroundings.listener().suspended(replica.shard, cause);
    return pause(replica);
  }

  /** The family ends, then the log forgets all that it holds. */
  static Behavior<ShardReplica.Command> discard(
      ReplicaContext replica, ActorRef<DurableLog.Command<LogEvent>> log) {
    replica
        .log()
        .warn("shard {}: was removed while this node was away; begins anew", replica.shard);
    RecoveringReplica recovering = new RecoveringReplica(replica);
    recovering.discarding = true;
    recovering.log = Optional.of(log);
    replica.endFamily(child -> child.path().equals(log.path()));
    recovering.tryAgainIn(Duration.ZERO);
    return recovering;
  }

  private static Behavior<ShardReplica.Command> pause(ReplicaContext replica) {
    replica.endFamily(child -> false);
    replica.timers.cancel(ShardReplica.CanvassDue.class);
    RecoveringReplica recovering = new RecoveringReplica(replica);
    recovering.tryAgainIn(PAUSE);
    return recovering;
  }

  /**
   * Damage does not go away: what the others hold takes the place of what is here. Whatever else is
   * the matter may be over later.
   */
  private Behavior<ShardReplica.Command> unreadable(Throwable cause) {
    if (removing) {
      return this; // told twice
    }
    replica
        .log()
        .error("shard {}: the log can't be read: {}", replica.shard, DurableLog.reason(cause));
    replica.surroundings.listener().suspended(replica.shard, cause);
    if (!DurableLog.isDamage(cause)) {
      return this; // its end follows, and another try
    }
    if (replica.foundedInThisLife) {
      // A blank replica would take the very identity that has voted and acknowledged.
      replica.log().error("shard {}: restart the node to have this replica healed", replica.shard);
      replica.surroundings.listener().failed(replica.shard, cause);
      return Behaviors.stopped();
    }
    log.ifPresent(ref -> {
      replica.actor.unwatch(ref);
      replica.actor.stop(ref);
    });
    givingUp = true;
    removing = true;
    replica.actor.spawnAnonymous(
        DurableLog.giveUp(
            logName(),
            replica.surroundings.log().orElseThrow(),
            replica.actor.messageAdapter(DurableLog.GivenUp.class, ShardReplica.GivenUp::new)));
    return this;
  }

  private void writeDiscarded() {
    log.orElseThrow()
        .tell(
            new DurableLog.Append<>(
                List.of(LogEvent.of(new Durable.Discarded())),
                0,
                replica.actor.messageAdapter(DurableLog.Reply.class, ShardReplica.Logged::new)));
  }

  private void tryAgainIn(Duration time) {
    replica.timers.startSingleTimer(ShardReplica.TryAgain.class, new ShardReplica.TryAgain(), time);
  }

  private String logName() {
    Surroundings surroundings = replica.surroundings;
    return "memdi/%s/%s/%d"
        .formatted(surroundings.self().id().name(), surroundings.keyspace().name(), replica.shard);
  }

  private void readLog() {
    DurableLog.Plugins plugins = replica.surroundings.log().orElseThrow();
    log =
        Optional.of(
            replica.spawn(
                DurableLog.create(
                    logName(),
                    plugins,
                    DurableFold.INSTANCE,
                    recovered(),
                    replica.actor.messageAdapter(
                        DurableLog.Unreadable.class, ShardReplica.Unreadable::new)),
                "log"));
  }

  @SuppressWarnings("unchecked") // a class literal has no type arguments
  private ActorRef<DurableLog.Recovered<DurableState>> recovered() {
    return replica.actor.messageAdapter(
        (Class<DurableLog.Recovered<DurableState>>) (Class<?>) DurableLog.Recovered.class,
        ShardReplica.Recovered::new);
  }

  @Override
  public Receive<ShardReplica.Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(Terminated.class, ended -> logFailed(replica, BornReplica.causeOf(ended)))
        .build();
  }

  private Behavior<ShardReplica.Command> on(ShardReplica.Command command) {
    return switch (command) {
      case ShardReplica.Recovered found -> found(found.found());
      case ShardReplica.LoadMore more -> loadMore();
      case ShardReplica.TryAgain again -> {
        int left = replica.left();
        if (discarding && left == 1) {
          writeDiscarded(); // nothing of the family's can come behind it
        } else if (!discarding && left == 0) {
          readLog();
        } else {
          tryAgainIn(NOT_YET); // names are free only when those who had them are gone
        }
        yield this;
      }
      case ShardReplica.Logged logged -> discarding ? new UnbornReplica(replica, log, false) : this;
      case ShardReplica.Unreadable unreadable -> unreadable(unreadable.why().cause());
      case ShardReplica.GivenUp givenUp -> {
        removing = false;
        givenUp
            .told()
            .failure()
            .ifPresent(why ->
                replica
                    .log()
                    .warn("shard {}: not given up yet: {}", replica.shard, DurableLog.reason(why)));
        tryAgainIn(PAUSE);
        yield this;
      }
      case ShardReplica.AtAnyTime asked -> replica.holdsNothing(asked);
      case ShardReplica.AboutBirth about -> this;
      case ShardReplica.Invite invite -> this;
      case ShardReplica.Dismiss dismiss -> this;
      case ShardReplica.Discard late -> this;
      case ShardReplica.LogFailed late -> this;
      case ShardReplica.ConnectionLost lost -> this;
      case ShardReplica.CanvassDue late -> this;
    };
  }

  private Behavior<ShardReplica.Command> found(DurableLog.Recovered<DurableState> found) {
    DurableState state = found.state();
    if (state.founded().isEmpty() && givingUp) {
      replica.log().warn("shard {}: begins anew, and is healed by the others", replica.shard);
      return discard(replica, log.orElseThrow());
    }
    if (state.founded().isEmpty()) {
      return new UnbornReplica(replica, log, !state.discarded());
    }
    if (found.chunks().isEmpty()) {
      return born(state, state.founded().get(), Optional.empty());
    }
    loading =
        Optional.of(
            new Loading(
                state,
                state.founded().get(),
                found.chunks().get(),
                new ImageAssembler(replica.shard)));
    return loadMore();
  }

  private Behavior<ShardReplica.Command> loadMore() {
    if (loading.isEmpty()) {
      return this; // of an earlier try
    }
    Loading current = loading.get();
    int count = current.chunks().count();
    int until = Math.min(count, current.assembler().next() + CHUNKS_AT_A_TIME);
    try {
      while (current.assembler().next() < until) {
        current.assembler().add(current.chunks().chunk(current.assembler().next()));
      }
    } catch (RuntimeException e) {
      return logFailed(replica, e);
    }
    if (until == count) {
      return born(current.state(), current.founded(), Optional.of(current.assembler().image()));
    }
    replica.actor.getSelf().tell(new ShardReplica.LoadMore());
    return this;
  }

  private Behavior<ShardReplica.Command> born(
      DurableState state, Durable.Founded founded, Optional<Image> image) {
    replica
        .log()
        .info(
            "shard {}: back as {} in term {} with the log {}",
            replica.shard,
            founded.self(),
            state.term(),
            state.log());
    return new BornReplica(
        replica, log, Origin.recovered(replica.surroundings, state, founded, image));
  }
}
