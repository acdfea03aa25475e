package dev.memdi.routing;

import dev.memdi.api.Refusal;
import dev.memdi.raft.CopyReader;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * An edge's end of one copy: finds the shard's leader, which opens it, and then asks for one piece
 * after the other, as the edge wants them. Lives until the copy is closed, or until nobody has
 * wanted anything of it for a while.
 */
final class CopyPull extends AbstractBehavior<CopyPull.Command> {
  /** How often it asks again for what it has no answer to. */
  static final Duration AGAIN = Duration.ofMillis(500);

  /** When it has just been told whom to ask. */
  static final Duration SOON = Duration.ofMillis(50);

  /** So often, and it gives up. */
  static final int MOST_ATTEMPTS = 20;

  /** An edge that has wanted nothing for so long is gone. */
  static final Duration IDLE = Duration.ofSeconds(30);

  sealed interface Command {}

  private record Told(CopyReader.Told told) implements Command {}

  private record Rejected(RejectedBurst rejected) implements Command {}

  private record Want(Consumer<ShardCopy.Next> whenDone) implements Command {}

  private record Close() implements Command {}

  private record Again() implements Command {}

  private record Soon() implements Command {}

  private record Idle() implements Command {}

  private final int shard;
  private final ReplicaRefs refs;
  private final Deque<Peer> candidates;
  private final TimerScheduler<Command> timers;
  private final ActorRef<CopyReader.Told> toldTo;
  private final ActorRef<RejectedBurst> rejectionsTo;
  private Optional<Consumer<ShardCopy.Opening>> opening;
  private Optional<Consumer<ShardCopy.Next>> wanted = Optional.empty();
  private Optional<ActorRef<CopyReader.Command>> reader = Optional.empty();
  private long from;
  private int attempts;

  private CopyPull(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      int shard,
      ReplicaRefs refs,
      List<Peer> candidates,
      Consumer<ShardCopy.Opening> whenDone) {
    super(context);
    this.shard = shard;
    this.refs = refs;
    this.timers = timers;
    this.candidates = new ArrayDeque<>(candidates);
    this.toldTo = context.messageAdapter(CopyReader.Told.class, Told::new);
    this.rejectionsTo = context.messageAdapter(RejectedBurst.class, Rejected::new);
    this.opening = Optional.of(whenDone);
    timers.startTimerWithFixedDelay(Again.class, new Again(), AGAIN, AGAIN);
    ask();
  }

  /**
   * Opens a copy at the first of {@code candidates} that leads, or at whom it names; there is one
   * at least.
   */
  static Behavior<Command> create(
      int shard, ReplicaRefs refs, List<Peer> candidates, Consumer<ShardCopy.Opening> whenDone) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(
            context -> new CopyPull(context, timers, shard, refs, candidates, whenDone)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    return switch (command) {
      case Told(CopyReader.Opened opened) -> opened(opened);
      case Told(CopyReader.Piece piece) -> arrived(piece);
      case Rejected(RejectedBurst rejected) -> rejected(rejected.reason());
      case Want(Consumer<ShardCopy.Next> whenDone) -> {
        wanted = Optional.of(whenDone);
        timers.cancel(Idle.class);
        timers.startTimerWithFixedDelay(Again.class, new Again(), AGAIN, AGAIN);
        attempts = 0;
        ask();
        yield this;
      }
      case Again() -> {
        if (++attempts >= MOST_ATTEMPTS) {
          yield giveUp();
        }
        ask();
        yield this;
      }
      case Soon() -> {
        if (opening.isPresent()) {
          ask();
        }
        yield this;
      }
      case Close(), Idle() -> {
        reader.ifPresent(open -> open.tell(new CopyReader.Close()));
        wanted.ifPresent(whenDone -> whenDone.accept(new ShardCopy.Next.Lost("it was closed")));
        yield Behaviors.stopped();
      }
    };
  }

  private void ask() {
    if (reader.isPresent()) {
      reader.get().tell(new CopyReader.Pull(from, toldTo));
      return;
    }
    Peer next = candidates.removeFirst();
    candidates.addLast(next);
    refs.replicator(next).tell(new Replicator.OpenCopy(attempts, toldTo, rejectionsTo));
  }

  private Behavior<Command> opened(CopyReader.Opened opened) {
    if (reader.isPresent() || opening.isEmpty()) {
      opened.reader().tell(new CopyReader.Close()); // a second one, for it was asked for again
      return this;
    }
    reader = Optional.of(opened.reader());
    rest();
    ActorRef<Command> self = getContext().getSelf();
    opening.get().accept(new ShardCopy.Opening.Opened(handle(opened.revision(), self)));
    opening = Optional.empty();
    return this;
  }

  private static ShardCopy handle(long revision, ActorRef<Command> pull) {
    return new ShardCopy() {
      @Override
      public long revision() {
        return revision;
      }

      @Override
      public void next(Consumer<ShardCopy.Next> whenDone) {
        pull.tell(new Want(whenDone));
      }

      @Override
      public void close() {
        pull.tell(new Close());
      }
    };
  }

  private Behavior<Command> rejected(RejectedBurst.Reason reason) {
    if (opening.isEmpty()) {
      return this;
    }
    switch (reason) {
      case RejectedBurst.Reason.Busy() -> {
        opening
            .get()
            .accept(
                new ShardCopy.Opening.Refused(
                    new Refusal.Busy("the number of copies of shard " + shard + " being read")));
        return Behaviors.stopped();
      }
      case RejectedBurst.Reason.NotLeader(Optional<Peer> leader) ->
          leader.ifPresent(peer -> {
            candidates.remove(peer);
            candidates.addFirst(peer);
            timers.startSingleTimer(Soon.class, new Soon(), SOON);
          });
    }
    return this;
  }

  private Behavior<Command> arrived(CopyReader.Piece piece) {
    if (piece.from() != from || wanted.isEmpty()) {
      return this; // asked for twice
    }
    Consumer<ShardCopy.Next> whenDone = wanted.get();
    wanted = Optional.empty();
    from = piece.next();
    rest();
    whenDone.accept(new ShardCopy.Next.Page(piece.entries(), piece.last()));
    return this;
  }

  /** Until something is wanted again. */
  private void rest() {
    timers.cancel(Again.class);
    timers.startSingleTimer(Idle.class, new Idle(), IDLE);
  }

  private Behavior<Command> giveUp() {
    opening.ifPresent(whenDone ->
        whenDone.accept(
            new ShardCopy.Opening.Refused(
                new Refusal.Unavailable(
                    "shard %d has had no leader that answered for %s"
                        .formatted(shard, AGAIN.multipliedBy(MOST_ATTEMPTS))))));
    wanted.ifPresent(whenDone ->
        whenDone.accept(
            new ShardCopy.Next.Lost(
                "the replica of shard %d that held the copy does not answer".formatted(shard))));
    return Behaviors.stopped();
  }
}
