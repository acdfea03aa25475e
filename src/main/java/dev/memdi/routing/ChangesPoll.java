package dev.memdi.routing;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.raft.ShardReplica;
import java.time.Duration;
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
 * One question for changes: lives until it is answered, or until there is nobody left to ask. One
 * replica is asked after the other, for one that has no news may hold nothing, not have come as far
 * as the question, or have been removed from the shard without knowing it: only the leader is
 * believed that there are none. Where the first waited in vain it waits on meanwhile, so that the
 * others' silence delays nothing.
 */
final class ChangesPoll extends AbstractBehavior<ChangesPoll.Command> {
  /** Longer than a store keeps a question when nothing happens. */
  static final Duration PATIENCE = Duration.ofSeconds(7);

  /** No empty piece is told earlier: whoever gets one asks again at once. */
  static final Duration LEAST = Duration.ofMillis(500);

  sealed interface Command {}

  /** From the one asked last, or, late, from one before it. */
  private record Arrived(Changes changes) implements Command {}

  private record FirstArrivedAgain(Changes changes) implements Command {}

  private record Silent() implements Command {}

  private record MayEnd() implements Command {}

  /** See {@link Router#changes}. */
  record Question(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {}

  private final Question question;
  private final List<ActorRef<ShardReplica.Command>> replicas; // in the order in which to ask
  private final Optional<ActorRef<ShardReplica.Command>> leader;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Changes> answersTo;
  private int asked;
  private long position; // nothing that matches lies between the question and here
  private boolean firstIsIdle; // it holds the shard and waits for nothing now
  private boolean over;

  private ChangesPoll(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Question question,
      List<ActorRef<ShardReplica.Command>> replicas,
      Optional<ActorRef<ShardReplica.Command>> leader) {
    super(context);
    this.timers = timers;
    this.question = question;
    this.replicas = replicas;
    this.leader = leader;
    this.position = question.from();
    this.answersTo = context.messageAdapter(Changes.class, Arrived::new);
    timers.startSingleTimer(MayEnd.class, new MayEnd(), LEAST);
  }

  /**
   * Asks one after the other of {@code replicas}.
   *
   * @param leader which of them leads, if that is known for sure
   */
  static Behavior<Command> create(
      Question question,
      List<ActorRef<ShardReplica.Command>> replicas,
      Optional<ActorRef<ShardReplica.Command>> leader) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(
            context -> new ChangesPoll(context, timers, question, replicas, leader).askNext()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    return switch (command) {
      case Arrived(Changes changes) -> isAnswer(changes) ? done(changes) : notHere(changes);
      case FirstArrivedAgain(Changes changes) -> isAnswer(changes) ? done(changes) : idle(changes);
      case Silent() -> askNext();
      case MayEnd() -> over ? done(nothing()) : this;
    };
  }

  private boolean isAnswer(Changes changes) {
    boolean isPresent = question.from() == 0 && changes.next() > 0;
    return isPresent || changes.gap() || !changes.events().isEmpty();
  }

  private Behavior<Command> notHere(Changes changes) {
    position = Math.max(position, changes.next());
    boolean knows = changes.next() > 0 && changes.next() >= question.from();
    if (knows && leader.filter(replicas.get(asked - 1)::equals).isPresent()) {
      return over();
    }
    if (asked == 1) {
      firstIsIdle = changes.next() > 0;
    }
    return askNext();
  }

  private Behavior<Command> idle(Changes changes) {
    position = Math.max(position, changes.next());
    firstIsIdle = changes.next() > 0;
    return this;
  }

  private Behavior<Command> askNext() {
    if (asked == replicas.size()) {
      return over();
    }
    timers.startSingleTimer(Silent.class, new Silent(), PATIENCE);
    ask(replicas.get(asked++), answersTo);
    if (firstIsIdle) {
      firstIsIdle = false;
      ask(replicas.getFirst(), again());
    }
    return this;
  }

  private void ask(ActorRef<ShardReplica.Command> replica, ActorRef<Changes> replyTo) {
    replica.tell(new ShardReplica.ReadChanges(question.prefix(), position, replyTo));
  }

  /** An answer does not say whose it is. */
  private ActorRef<Changes> again() {
    ActorRef<Command> self = getContext().getSelf();
    return getContext()
        .spawnAnonymous(
            Behaviors.receiveMessage(changes -> {
              self.tell(new FirstArrivedAgain(changes));
              return Behaviors.stopped();
            }));
  }

  private Behavior<Command> over() {
    over = true;
    return timers.isTimerActive(MayEnd.class) ? this : done(nothing());
  }

  private Changes nothing() {
    return new Changes(question.shard(), question.from(), position, false, List.of());
  }

  /** Of what was asked first, although the answer may be to a question for less. */
  private Behavior<Command> done(Changes changes) {
    long from = changes.gap() ? changes.from() : question.from();
    question
        .whenDone()
        .accept(
            new Changes(changes.shard(), from, changes.next(), changes.gap(), changes.events()));
    return Behaviors.stopped();
  }
}
