package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Clock;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
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
 * The actor around a shard's {@link StateMachine}: applies what is committed, in order, and answers
 * whoever waits for it; answers reads; on the leader, sees to it that what is due is removed
 * through the log.
 */
public final class Store extends AbstractBehavior<Store.Command> {
  private static final Assurance LINEARIZABLE = new Assurance.Linearizable();

  /** What a store is asked to do. */
  public sealed interface Command {}

  /** Entries that were committed, in the order of the log. */
  public record Apply(List<Committed> entries) implements Command {
    public Apply {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Linearizable reads: whoever sends them has made sure that a read of the state as it is when the
   * message arrives is one. They are answered at once, but for those that hang on a key past its
   * deadline: these are answered when the log has removed it, or never, if leadership ends first.
   */
  public record Read(ActorRef<Answers> replyTo, List<NumberedRead> reads, long shardTime)
      implements Command {
    public Read {
      reads = List.copyOf(reads);
    }
  }

  /** Reads of this replica's copy, which was the leader's at most {@code staleness} ago. */
  public record ReadLocal(
      ActorRef<Answers> replyTo, List<NumberedRead> reads, long shardTime, Duration staleness)
      implements Command {
    public ReadLocal {
      reads = List.copyOf(reads);
    }
  }

  /** This replica leads: its shard time is its clock's milliseconds and {@code offsetMillis}. */
  public record Lead(long offsetMillis) implements Command {}

  /** This replica leads no more. */
  public record Follow() implements Command {}

  /** Asks for an image of the state as it is. */
  public record Capture(ActorRef<Image> replyTo) implements Command {}

  /** Replaces the state, unless it is newer than the image. */
  public record Install(Image image) implements Command {}

  /** Asks for changes as {@code dev.memdi.routing.Router#changes} describes it. */
  public record ReadChanges(Bytes prefix, long from, ActorRef<Changes> replyTo)
      implements Command {}

  /** Asks how large the state is. */
  public record Describe(ActorRef<Description> replyTo) implements Command {}

  /** Something may be due for removal. */
  private record ExpiryTimer() implements Command {}

  /** A parked watch may have waited long enough. */
  private record WatchTimer() implements Command {}

  /** How large the state of a shard is; {@code bytes} counts keys and values. */
  public record Description(int shard, long appliedIndex, long keys, long bytes) {}

  private final int shard;
  private final Clock clock;
  private final StoreRules rules;
  private final StoreBounds bounds;
  private final StoreListener listener;
  private final Showcase showcase;
  private final TimerScheduler<Command> timers;

  private final StateMachine state;
  private final Replies replies;
  private final WaitingReads waitingReads;
  private final ParkedWatches watches;
  private final Expiry expiry;
  private final EntryWitness witness = new EntryWitness();

  private Optional<Long> leadingSince = Optional.empty();

  /**
   * A store with an empty state. {@code proposer} puts a burst of the store's own into the shard's
   * log if it can, and need not say when it cannot; {@code delivery} carries the answers; {@code
   * showcase} is where it shows its table.
   */
  public static Behavior<Command> create(
      int shard,
      Clock clock,
      StoreRules rules,
      StoreBounds bounds,
      Consumer<Burst> proposer,
      Delivery delivery,
      Showcase showcase,
      StoreListener listener) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers ->
            new Store(
                context, timers, shard, clock, rules, bounds, proposer, delivery, showcase,
                listener)));
  }

  private Store(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      int shard,
      Clock clock,
      StoreRules rules,
      StoreBounds bounds,
      Consumer<Burst> proposer,
      Delivery delivery,
      Showcase showcase,
      StoreListener listener) {
    super(context);
    this.timers = timers;
    this.shard = shard;
    this.clock = clock;
    this.rules = rules;
    this.bounds = bounds;
    this.listener = listener;
    this.showcase = showcase;
    this.state = new StateMachine(shard, bounds.historyBytes(), rules);
    this.replies = new Replies(shard, bounds.pieceBytes(), delivery);
    this.waitingReads = new WaitingReads(bounds.waitingReads());
    this.watches = new ParkedWatches(shard, bounds, delivery);
    this.expiry = new Expiry(state, clock, rules, proposer, new ExpiryAlarm());
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Command.class, this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Apply apply -> apply(apply.entries);
      case Read read -> read(read);
      case ReadLocal read -> readLocal(read);
      case Lead(long offsetMillis) -> lead(offsetMillis);
      case Follow() -> follow();
      case Capture(ActorRef<Image> replyTo) -> replyTo.tell(state.capture(bounds.chunkBytes()));
      case Install(Image image) -> install(image);
      case ReadChanges(Bytes prefix, long from, ActorRef<Changes> replyTo) -> {
        watches.ask(state, prefix, from, replyTo, clock.nanos());
        armWatchTimer();
      }
      case Describe(ActorRef<Description> replyTo) ->
          replyTo.tell(new Description(shard, state.appliedIndex(), state.keys(), state.bytes()));
      case ExpiryTimer() -> {
        expiry.rang();
        hurryForWaitingReads();
      }
      case WatchTimer() -> {
        watches.dismiss(state, clock.nanos(), leadingSince);
        armWatchTimer();
      }
    }
    return this;
  }

  private void apply(List<Committed> entries) {
    listener.applying(state);
    long before = state.appliedIndex();
    for (Committed entry : entries) {
      witness.entry = entry.requesters();
      state.apply(entry.firstIndex(), entry.stampMillis(), entry.bursts(), witness);
    }
    if (rules.showsEveryChange()) {
      showcase.changed(state, bounds); // before anybody hears of what was done
    }
    replies.send();
    if (state.appliedIndex() > before) {
      listener.applied(before + 1, state.appliedIndex(), state);
      changed();
    }
  }

  private void install(Image image) {
    if (state.install(image)) {
      showcase.changed(state, bounds);
      listener.installed(state);
      changed();
    }
  }

  /** Looks after all who wait for the state to change. */
  private void changed() {
    if (!waitingReads.isEmpty()) {
      waitingReads.review(state, this::answerLinearizable);
      replies.send();
      hurryForWaitingReads();
    }
    if (!watches.isEmpty()) {
      watches.review(state);
    }
    expiry.review();
  }

  private void read(Read read) {
    for (NumberedRead one : read.reads) {
      if (!rules.readsWaitForRemoval() || !state.touchesDue(one.read(), read.shardTime)) {
        answerLinearizable(read.replyTo, one, read.shardTime);
      } else if (expiry.leads() && !waitingReads.add(read.replyTo, one, read.shardTime)) {
        Outcome busy = new Outcome.Refused(new Refusal.Busy("the queue of reads that wait"));
        replies.add(read.replyTo, one.sequence(), busy);
      }
    }
    replies.send();
    showcase.asked(state, bounds);
    hurryForWaitingReads();
  }

  private void readLocal(ReadLocal read) {
    Assurance stale = new Assurance.Stale(read.staleness);
    for (NumberedRead one : read.reads) {
      replies.add(read.replyTo, one.sequence(), outcome(one, read.shardTime, stale));
    }
    replies.send();
    showcase.asked(state, bounds);
  }

  private void answerLinearizable(ActorRef<Answers> replyTo, NumberedRead one, long at) {
    replies.add(replyTo, one.sequence(), outcome(one, at, LINEARIZABLE));
  }

  private Outcome outcome(NumberedRead one, long at, Assurance assurance) {
    return bounds.bound(
        new Outcome.Done(state.read(one.read(), at, bounds.pageBytes()), assurance));
  }

  private void lead(long offsetMillis) {
    follow(); // what waits from an earlier term waits in vain
    leadingSince = Optional.of(clock.nanos());
    expiry.lead(offsetMillis);
  }

  private void follow() {
    leadingSince = Optional.empty();
    if (!rules.dropsReadsWithLeadership()) {
      waitingReads.answerAll(this::answerLinearizable);
      replies.send();
    }
    waitingReads.clear();
    expiry.follow();
  }

  private void hurryForWaitingReads() {
    if (!waitingReads.isEmpty()) {
      expiry.hurry(waitingReads.latest());
    }
  }

  private void armWatchTimer() {
    if (watches.isEmpty()) {
      timers.cancel(WatchTimer.class);
    } else if (!timers.isTimerActive(WatchTimer.class)) {
      long wait = Math.max(watches.patienceNanos(clock.nanos()), 1_000_000);
      timers.startSingleTimer(WatchTimer.class, new WatchTimer(), Duration.ofNanos(wait));
    }
  }

  private final class ExpiryAlarm implements Expiry.Alarm {
    @Override
    public void set(Duration in) {
      timers.startSingleTimer(ExpiryTimer.class, new ExpiryTimer(), in);
    }

    @Override
    public void cancel() {
      timers.cancel(ExpiryTimer.class);
    }
  }

  /** Takes the outcomes of one entry's commands to those who wait for them. */
  private final class EntryWitness implements StateMachine.Witness {
    private List<Optional<ActorRef<Answers>>> entry = List.of();

    @Override
    public void answered(int burst, long sequence, Outcome outcome) {
      if (!entry.isEmpty()) {
        entry.get(burst).ifPresent(requester -> replies.add(requester, sequence, outcome));
      }
    }

    @Override
    public void expired(long untilMillis) {
      expiry.applied(untilMillis);
    }
  }
}
