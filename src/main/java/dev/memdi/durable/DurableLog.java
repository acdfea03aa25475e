package dev.memdi.durable;

import dev.memdi.durable.journal.Chunked;
import dev.memdi.durable.journal.JournalDamagedException;
import dev.memdi.durable.journal.SnapshotDamagedException;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * What a replica must not forget, as events. At its start it folds what was kept and tells it once;
 * from then on whoever it told owns that state, and this actor only writes: one batch at a time, in
 * the order given, each confirmed when it is durable. A failure to write ends it, since nobody can
 * say then what is on disk and what is not: whoever it told begins anew with a new one.
 *
 * <p>Snapshots are written beside the events, which go on meanwhile. When one is complete (and the
 * store has verified it) the events and snapshots before it are deleted.
 *
 * @param <E> a change
 * @param <S> what the changes add up to; also the head of each snapshot
 */
public final class DurableLog<E, S>
    extends EventSourcedBehavior<DurableLog.Command<E>, E, DurableLog.State<S>> {
  /** What a log is asked to do. Not before it has recovered; one at a time. */
  public sealed interface Command<E> {}

  /** Make these changes durable, all or none. */
  public record Append<E>(List<E> changes, long ticket, ActorRef<Reply> replyTo)
      implements Command<E> {
    public Append {
      changes = List.copyOf(changes);
    }
  }

  /**
   * The same, and keep a snapshot of the state after {@code changes}, its head an {@code S}. There
   * must be a change, even one that says what is known already, for a snapshot to have a place of
   * its own among them. When the changes are durable this is {@link Done}, and the log goes on; the
   * snapshot is {@link Kept} or {@link NotKept} later.
   */
  public record Keep<E>(List<E> changes, Chunked snapshot, long ticket, ActorRef<Reply> replyTo)
      implements Command<E> {
    public Keep {
      changes = List.copyOf(changes);
      if (changes.isEmpty()) {
        throw new IllegalArgumentException("a snapshot follows a change");
      }
    }
  }

  /** About the command with that ticket. */
  public sealed interface Reply {
    long ticket();
  }

  /** The changes are durable. */
  public record Done(long ticket) implements Reply {}

  /** The snapshot is written and verified. */
  public record Kept(long ticket) implements Reply {}

  /** There is no such snapshot; the one before it and the changes since then are still there. */
  public record NotKept(long ticket, Throwable cause) implements Reply {}

  /** What was found at the start: its sum, and the chunks of the snapshot that it began with. */
  public record Recovered<S>(S state, Optional<Chunked.Chunks> chunks) {}

  /** What there is cannot be read. The log ends. */
  public record Unreadable(Throwable cause) {}

  /** What there was is gone, or why it is not. */
  public record GivenUp(Optional<Throwable> failure) {}

  /** How changes add up. */
  public interface Fold<E, S> {
    S empty();

    /**
     * @throws IncompleteLogException if something is missing between the two
     */
    S apply(S state, E change);

    /** Whether nothing of what was before is part of the sum after that change. */
    default boolean beginsAnew(E change) {
      return false;
    }

    /** The head of a snapshot, as it was read. */
    S head(Object head);
  }

  /** The Pekko Persistence plugins that keep a log, by the keys of their configuration. */
  public record Plugins(String journal, String snapshots) {}

  /** While the log recovers, the sum so far; empty afterwards, for others hold it then. */
  public record State<S>(Optional<S> sum, Optional<Chunked.Chunks> chunks) {}

  private final ActorContext<Command<E>> context;
  private final Plugins plugins;
  private final Fold<E, S> fold;
  private final ActorRef<Recovered<S>> recoveredTo;
  private final ActorRef<Unreadable> unreadableTo;
  private boolean recovered;

  private DurableLog(
      ActorContext<Command<E>> context,
      String name,
      Plugins plugins,
      Fold<E, S> fold,
      ActorRef<Recovered<S>> recoveredTo,
      ActorRef<Unreadable> unreadableTo) {
    super(PersistenceId.ofUniqueId(name));
    this.context = context;
    this.plugins = plugins;
    this.fold = fold;
    this.recoveredTo = recoveredTo;
    this.unreadableTo = unreadableTo;
  }

  /**
   * @param name of the log among all that the plugins keep
   */
  public static <E, S> Behavior<Command<E>> create(
      String name,
      Plugins plugins,
      Fold<E, S> fold,
      ActorRef<Recovered<S>> recoveredTo,
      ActorRef<Unreadable> unreadableTo) {
    return Behaviors.setup(
        context -> new DurableLog<>(context, name, plugins, fold, recoveredTo, unreadableTo));
  }

  /**
   * Gives up all that is kept under a name, whether it can be read or not: a log of that name then
   * begins anew. For one that is damaged: memdi's own plugins keep it {@linkplain DamagedLog
   * aside}. Nobody else may use it meanwhile.
   */
  public static Behavior<Object> giveUp(String name, Plugins plugins, ActorRef<GivenUp> replyTo) {
    return LogRemoval.create(plugins, PersistenceId.ofUniqueId(name), true, replyTo);
  }

  /** The same for one that is whole, of which nothing is worth to be kept. */
  public static Behavior<Object> empty(String name, Plugins plugins, ActorRef<GivenUp> replyTo) {
    return LogRemoval.create(plugins, PersistenceId.ofUniqueId(name), false, replyTo);
  }

  /** What is at the bottom of a failure, in a line for whoever runs the node. */
  public static String reason(Throwable cause) {
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }

  /** Whether a log can't be read because what is on disk is not what was written. */
  public static boolean isDamage(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof JournalDamagedException
          || each instanceof SnapshotDamagedException
          || each instanceof IncompleteLogException) {
        return true;
      }
    }
    return false;
  }

  /**
   * What Pekko does, but for one thing that it offers to the Scala API alone: nothing is published
   * to the system's event stream. Nobody listens there, and each batch would wake a thread for it.
   */
  @Override
  @SuppressWarnings("unchecked") // in Scala it is one: a trait may extend a class there
  public Behavior<Command<E>> apply(TypedActorContext<Command<E>> actor) {
    return (Behavior<Command<E>>) createEventSourcedBehavior().withEventPublishing(false);
  }

  @Override
  public String journalPluginId() {
    return plugins.journal();
  }

  @Override
  public String snapshotPluginId() {
    return plugins.snapshots();
  }

  @Override
  public State<S> emptyState() {
    return new State<>(Optional.of(fold.empty()), Optional.empty());
  }

  @Override
  public EventHandler<State<S>, E> eventHandler() {
    return (state, change) ->
        recovered
            ? new State<>(Optional.empty(), Optional.empty())
            : new State<>(
                state.sum().map(sum -> fold.apply(sum, change)),
                state.chunks().filter(chunks -> !fold.beginsAnew(change)));
  }

  @Override
  public SignalHandler<State<S>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              recovered = true;
              recoveredTo.tell(new Recovered<>(state.sum().orElseThrow(), state.chunks()));
            })
        .onSignal(
            RecoveryFailed.class,
            (state, failed) -> unreadableTo.tell(new Unreadable(failed.getFailure())))
        .build();
  }

  @Override
  public CommandHandler<Command<E>, E, State<S>> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Append<E> append -> persist(append.changes(), () -> done(append));
          case Keep<E> keep ->
              persist(
                  keep.changes(),
                  () -> {
                    keep.replyTo().tell(new Done(keep.ticket()));
                    save(keep);
                  });
        };
  }

  private Effect<E, State<S>> persist(List<E> changes, Runnable whenDurable) {
    return Effect().persist(changes).thenRun((State<S> written) -> whenDurable.run());
  }

  private void done(Append<E> append) {
    append.replyTo().tell(new Done(append.ticket()));
  }

  /**
   * Not by the behavior's own snapshots, during which it would write nothing: by an actor of its
   * own.
   */
  private void save(Keep<E> keep) {
    context.spawnAnonymous(
        SnapshotKeeper.create(
            plugins,
            persistenceId(),
            lastSequenceNumber(context),
            keep.snapshot(),
            keep.ticket(),
            keep.replyTo()));
  }

  @Override
  public SnapshotAdapter<State<S>> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(State<S> state) {
        throw new IllegalStateException("snapshots are kept by " + SnapshotKeeper.class);
      }

      @Override
      public State<S> fromJournal(Object kept) {
        if (!(kept instanceof Chunked snapshot)) {
          throw new IllegalStateException("not a snapshot of a log: " + kept.getClass());
        }
        return new State<>(Optional.of(fold.head(snapshot.head())), Optional.of(snapshot.chunks()));
      }
    };
  }
}
