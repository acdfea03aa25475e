package dev.memdi.raft;

import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.store.Image;
import java.io.IOException;
import java.time.Duration;
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

  private final ReplicaContext replica;
  private final GivingUp removal;
  private Optional<ActorRef<DurableLog.Command<LogEvent>>> log = Optional.empty();
  private Optional<ImageLoading> loading = Optional.empty();
  private boolean discarding;
  private boolean discarded; // so the log says; that it does remains to be noted
  private boolean givingUp; // what there was is damaged: once it is gone, that is noted
  private boolean removing;
  private boolean takingBack; // a birth that was cut short: if the log says so too

  private RecoveringReplica(ReplicaContext replica) {
    super(replica.actor);
    this.replica = replica;
    this.removal = new GivingUp(replica);
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

  /**
   * The family ends, and if the log says that the replica is as it was born, the log is emptied: a
   * birth that was cut short did not happen.
   */
  static Behavior<ShardReplica.Command> takeBirthBack(ReplicaContext replica) {
    RecoveringReplica recovering = new RecoveringReplica(replica);
    recovering.takingBack = true;
    replica.endFamily(child -> false);
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
    givingUp = true;
    remove(true);
    return this;
  }

  private void remove(boolean damaged) {
    log.ifPresent(ref -> {
      replica.actor.unwatch(ref);
      replica.actor.stop(ref);
    });
    removing = true;
    removal.begin(damaged);
  }

  private void tryAgainIn(Duration time) {
    replica.timers.startSingleTimer(ShardReplica.TryAgain.class, new ShardReplica.TryAgain(), time);
  }

  private void readLog() {
    replica.lookForSetAside();
    try {
      if (removal.isUnfinished()) {
        givingUp = true;
        remove(true);
        return;
      }
    } catch (IOException e) {
      notKnown(e);
      return;
    }
    DurableLog.Plugins plugins = replica.surroundings.log().orElseThrow();
    log =
        Optional.of(
            replica.spawn(
                DurableLog.create(
                    replica.logName(),
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
        if (discarded) {
          yield blank();
        } else if (discarding && left == 1) {
          removal.writeDiscarded(log.orElseThrow()); // nothing of the family's can come behind it
        } else if (!discarding && left == 0) {
          readLog();
        } else {
          tryAgainIn(NOT_YET); // names are free only when those who had them are gone
        }
        yield this;
      }
      case ShardReplica.Logged logged -> {
        discarded = discarding;
        yield discarding ? blank() : this;
      }
      case ShardReplica.BegunAnew told when told.told().failure().isPresent() ->
          notKnown(told.told().failure().get());
      case ShardReplica.BegunAnew told -> new UnbornReplica(replica, log, false);
      case ShardReplica.Unreadable unreadable -> unreadable(unreadable.why().cause());
      case ShardReplica.GivenUp givenUp -> {
        removing = false;
        removal.over(givenUp.told());
        tryAgainIn(PAUSE);
        yield this;
      }
      case ShardReplica.AtAnyTime asked -> replica.holdsNothing(asked);
      // of an earlier state, or not for one that says nothing yet
      case ShardReplica.AboutBirth _, ShardReplica.Invite _, ShardReplica.Dismiss _ -> this;
      case ShardReplica.Established _, ShardReplica.Disposed _, ShardReplica.Discard _ -> this;
      case ShardReplica.LogFailed _, ShardReplica.ConnectionLost _ -> this;
      case ShardReplica.CanvassDue _, ShardReplica.AskDue _ -> this;
      case ShardReplica.AskIfNeeded _, ShardReplica.NotNeeded _ -> this;
    };
  }

  /** The log says that the replica holds nothing; of a damaged one that has to be noted. */
  private Behavior<ShardReplica.Command> blank() {
    try {
      return removal.begunAnew() ? this : new UnbornReplica(replica, log, false);
    } catch (IOException e) {
      return notKnown(e);
    }
  }

  private Behavior<ShardReplica.Command> notKnown(Throwable why) {
    replica.log().warn("shard {}: trying again: {}", replica.shard, DurableLog.reason(why));
    tryAgainIn(PAUSE);
    return this;
  }

  private Behavior<ShardReplica.Command> found(DurableLog.Recovered<DurableState> found) {
    DurableState state = found.state();
    if (takingBack && replica.surroundings.rules().mayTakeBirthBack(state)) {
      replica
          .log()
          .warn(
              "shard {}: its birth was cut short, for a majority of its founders holds nothing of"
                  + " it; takes it back",
              replica.shard);
      takingBack = false;
      remove(false);
      return this;
    }
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
            new ImageLoading(state, state.founded().get(), found.chunks().get(), replica.shard));
    return loadMore();
  }

  private Behavior<ShardReplica.Command> loadMore() {
    if (loading.isEmpty()) {
      return this; // of an earlier try
    }
    ImageLoading current = loading.get();
    try {
      if (!current.goOn()) {
        replica.actor.getSelf().tell(new ShardReplica.LoadMore());
        return this;
      }
    } catch (RuntimeException e) {
      return logFailed(replica, e);
    }
    return born(current.state(), current.founded(), Optional.of(current.image()));
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
