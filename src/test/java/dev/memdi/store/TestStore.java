package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.Changes;
import dev.memdi.api.Clock;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A store actor run on the test's thread, with a log and a clock that move when the test says so.
 */
final class TestStore {
  final TestInbox<Answers> edge = TestInbox.create("edge");
  final TestInbox<Changes> watcher = TestInbox.create("watcher");

  /** What the store proposed, in order. */
  final List<LoggedCommand> proposed = new ArrayList<>();

  final List<String> heard = new ArrayList<>();
  final Showcase showcase = new Showcase();
  private final BehaviorTestKit<Store.Command> kit;
  private final Map<Object, Timer> timers = new LinkedHashMap<>();
  private final List<Burst> proposals = new ArrayList<>();
  private long nanos = -5_000_000_000L; // a clock's origin means nothing
  private long lastIndex;
  private long sequence;

  private record Timer(long at, Runnable send) {}

  TestStore() {
    this(StoreRules.SOUND, StoreBounds.DEFAULT);
  }

  TestStore(StoreRules rules, StoreBounds settings) {
    Clock clock =
        new Clock() {
          @Override
          public long nanos() {
            return nanos;
          }

          @Override
          public long epochMillis() {
            throw new UnsupportedOperationException("a store has no use for the wall clock");
          }
        };
    StoreListener listener =
        new StoreListener() {
          @Override
          public void applied(long firstIndex, long lastIndex, StateMachine state) {
            heard.add("applied " + firstIndex + " to " + lastIndex);
          }

          @Override
          public void installed(StateMachine state) {
            heard.add("installed " + state.appliedIndex());
          }
        };
    kit =
        BehaviorTestKit.create(
            Store.create(
                TestShard.SHARD,
                clock,
                rules,
                settings,
                this::propose,
                Delivery.DIRECT,
                showcase,
                listener));
  }

  private void propose(Burst burst) {
    proposals.add(burst);
    new BurstDecoder(burst).forEachRemaining(proposed::add);
  }

  /** Makes it the leader, with a shard time that is this now. */
  TestStore lead(long shardTime) {
    tell(new Store.Lead(shardTime - nanos / 1_000_000));
    return this;
  }

  void tell(Store.Command command) {
    kit.run(command);
    noteTimers();
  }

  /** Lets time go by; timers that come due on the way ring. */
  void pass(long millis) {
    long end = nanos + millis * 1_000_000;
    while (true) {
      Optional<Map.Entry<Object, Timer>> next =
          timers.entrySet().stream()
              .filter(entry -> entry.getValue().at <= end)
              .min((one, other) -> Long.compare(one.getValue().at, other.getValue().at));
      if (next.isEmpty()) {
        nanos = end;
        return;
      }
      Timer timer = timers.remove(next.get().getKey());
      nanos = Math.max(nanos, timer.at);
      timer.send.run();
      while (kit.selfInbox().hasMessages()) {
        kit.runOne();
      }
      noteTimers();
    }
  }

  int timers() {
    return timers.size();
  }

  private void noteTimers() {
    for (Effect effect : kit.getAllEffects()) {
      switch (effect) {
        case Effect.TimerScheduled<?> scheduled -> {
          long at = nanos + scheduled.duration().toNanos();
          timers.put(scheduled.key(), new Timer(at, () -> scheduled.send().apply()));
        }
        case Effect.TimerCancelled cancelled -> timers.remove(cancelled.key());
        default -> {}
      }
    }
  }

  /** The next entry of the log, of one write that the edge waits for. */
  Committed entry(long stamp, Operation.Write write) {
    sequence++;
    return entry(
        stamp, List.of(TestShard.burst(1, sequence, sequence, write)), List.of(edge.getRef()));
  }

  Committed entry(long stamp, List<Burst> bursts, List<ActorRef<Answers>> requesters) {
    Committed entry =
        new Committed(lastIndex + 1, stamp, bursts, requesters.stream().map(Optional::of).toList());
    lastIndex = entry.lastIndex();
    return entry;
  }

  /** Commits and applies one write. */
  void apply(long stamp, Operation.Write write) {
    tell(new Store.Apply(List.of(entry(stamp, write))));
  }

  /** Commits and applies what the store proposed. */
  void commitProposals(long stamp) {
    List<Burst> bursts = List.copyOf(proposals);
    proposals.clear();
    tell(new Store.Apply(List.of(entry(stamp, bursts, List.of()))));
  }

  void read(long withSequence, Operation.Read read, long shardTime) {
    tell(new Store.Read(edge.getRef(), List.of(new NumberedRead(withSequence, read)), shardTime));
  }

  void readLocal(long withSequence, Operation.Read read, long shardTime, Duration staleness) {
    List<NumberedRead> reads = List.of(new NumberedRead(withSequence, read));
    tell(new Store.ReadLocal(edge.getRef(), reads, shardTime, staleness));
  }

  void watch(String prefix, long from) {
    tell(new Store.ReadChanges(TestShard.bytes(prefix), from, watcher.getRef()));
  }

  /** What the edge was told since the last time, as text: "sequence result". */
  List<String> answers() {
    return answers(edge);
  }

  static List<String> answers(TestInbox<Answers> inbox) {
    return inbox.getAllReceived().stream()
        .flatMap(answers -> answers.answers().stream())
        .map(answer -> answer.sequence() + " " + text(answer.outcome()))
        .toList();
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done(Result.Found found, _) -> found.value().utf8();
      case Outcome.Done(Result result, _) -> result.getClass().getSimpleName();
      case Outcome.Refused(var refusal) -> refusal.getClass().getSimpleName();
      case Outcome.Unknown _ -> "unknown";
    };
  }

  <T> T ask(Function<ActorRef<T>, Store.Command> question) {
    TestInbox<T> inbox = TestInbox.create();
    tell(question.apply(inbox.getRef()));
    return inbox.receiveMessage();
  }
}
