package dev.memdi.routing;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.raft.ShardReplica;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * One question for changes: lives until it is answered, or for a while. Where one replica has not
 * come as far as the question, the next is asked.
 */
final class ChangesPoll extends AbstractBehavior<ChangesPoll.Command> {
  /** Longer than a store keeps a question when nothing happens. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  sealed interface Command {}

  private record Arrived(Changes changes) implements Command {}

  private record TimedOut() implements Command {}

  /** See {@link Router#changes}. */
  record Question(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {
    private void answer(Changes changes) {
      whenDone.accept(changes);
    }

    private Changes nothing() {
      return new Changes(shard, from, from, false, List.of());
    }
  }

  private final Question question;
  private final Deque<ActorRef<ShardReplica.Command>> replicas;
  private final ActorRef<Changes> answersTo;

  private ChangesPoll(
      ActorContext<Command> context,
      Question question,
      List<ActorRef<ShardReplica.Command>> replicas) {
    super(context);
    this.question = question;
    this.replicas = new ArrayDeque<>(replicas);
    this.answersTo = context.messageAdapter(Changes.class, Arrived::new);
    context.setReceiveTimeout(PATIENCE, new TimedOut());
    askNext();
  }

  /** Asks one after the other of {@code replicas}, of which there is one at least. */
  static Behavior<Command> create(
      Question question, List<ActorRef<ShardReplica.Command>> replicas) {
    return Behaviors.setup(context -> new ChangesPoll(context, question, replicas));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    return switch (command) {
      case Arrived(Changes changes) -> arrived(changes);
      case TimedOut() -> done(question.nothing());
    };
  }

  private Behavior<Command> arrived(Changes changes) {
    boolean behind = !changes.gap() && changes.next() < question.from();
    if (!behind) {
      return done(changes);
    }
    if (replicas.isEmpty()) {
      return done(question.nothing());
    }
    askNext();
    return this;
  }

  private void askNext() {
    replicas
        .removeFirst()
        .tell(new ShardReplica.ReadChanges(question.prefix(), question.from(), answersTo));
  }

  private Behavior<Command> done(Changes changes) {
    question.answer(changes);
    return Behaviors.stopped();
  }
}
