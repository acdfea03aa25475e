package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.store.Committed;
import dev.memdi.store.Delivery;
import dev.memdi.store.Showcase;
import dev.memdi.store.Store;
import dev.memdi.store.StoreBounds;
import dev.memdi.store.StoreListener;
import dev.memdi.store.StoreRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real core and a real store, moved by hand in the order in which a replicator moves them. */
class DirectReadsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Key KEY = Key.utf8("k");
  private static final Operation.Get GET = new Operation.Get(KEY);
  private static final Duration LEASE = Stage.raft().lease();

  private final Stage.HandClock clock = new Stage.HandClock();
  private final DirectReads reads = new DirectReads(clock);
  private final Showcase showcase = new Showcase();
  private final BehaviorTestKit<Store.Command> store =
      BehaviorTestKit.create(
          Store.create(
              0,
              clock,
              StoreRules.SOUND,
              StoreBounds.DEFAULT,
              burst -> {},
              Delivery.DIRECT,
              showcase,
              StoreListener.NONE));
  private RaftCore core =
      RaftCore.blank(
          Stage.SELF.id(),
          Stage.surroundings(KIT.system(), clock, 1).parameters(),
          SafetyRules.RAFT,
          Stage.founders(Stage.SELF, Stage.OTHER, Stage.THIRD).configuration(),
          clock.nanos(),
          0);
  private long applied;
  private long sequence;

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void open() {
    reads.open(showcase);
  }

  private void step(Input input) {
    core = core.step(clock.nanos(), input).next();
    reads.permit(ReadPermit.of(core, clock.nanos(), clock.nanos()));
  }

  private void lead() {
    step(new Input.BeginTerm(0, false));
    step(new Input.TakeOffice(1, List.of(Stage.OTHER.id())));
  }

  /** A majority holds all there is, as of now. */
  private void confirm() {
    step(new Input.Persisted(core.log().lastIndex(), core.term(), core.term()));
    step(
        new Input.Received(
            Stage.OTHER.id(),
            new Message.Appended(core.term(), core.log().lastIndex(), clock.nanos())));
  }

  private void propose(Operation.Write write) {
    BurstEncoder encoder = new BurstEncoder(1);
    encoder.add(++sequence, write);
    step(new Input.Propose(List.of(encoder.build(sequence))));
  }

  /** The store does what is committed. */
  private void apply() {
    List<Committed> entries = new ArrayList<>();
    for (Entry entry : core.log().between(applied, core.commit())) {
      entries.add(
          entry.payload() instanceof Payload.Commands commands
              ? Committed.of(entry.first(), entry.stamp(), commands.bursts())
              : Committed.empty(entry.first(), entry.stamp()));
    }
    applied = core.commit();
    store.run(new Store.Apply(entries));
  }

  private void set(String value) {
    propose(Operation.Set.of(KEY, Bytes.utf8(value)));
    confirm();
    apply();
  }

  /** Somebody finds nothing shown, and asks the store. */
  private void beShown() {
    assertThat(read()).isEmpty();
    ask();
  }

  private void ask() {
    TestInbox<Answers> edge = TestInbox.create();
    store.run(
        new Store.Read(
            edge.getRef(), List.of(new NumberedRead(1, GET)), core.shardTime(clock.nanos())));
  }

  private void leadAndShow(String value) {
    lead();
    confirm();
    apply();
    set(value);
    beShown();
  }

  private Optional<Outcome> read(Consistency consistency) {
    return Optional.ofNullable(reads.read(GET, consistency));
  }

  /** The value, if it could be read past the actors. */
  private Optional<String> read() {
    return read(Consistency.LINEARIZABLE).map(DirectReadsTest::value);
  }

  private static String value(Outcome outcome) {
    return outcome instanceof Outcome.Done(Result.Found found, Assurance.Linearizable _)
        ? found.value().utf8()
        : outcome.toString();
  }

  @Test
  void whoLeadsByALeaseIsReadPastTheActors() {
    leadAndShow("v1");
    assertThat(read()).contains("v1");
    set("v2");
    assertThat(read()).as("shown anew, for somebody has looked").contains("v2");
  }

  @Test
  void whatNobodyLooksAtIsNotShown() {
    leadAndShow("v1");
    set("v2");
    assertThat(read()).isEmpty();
    beShown();
    assertThat(read()).contains("v2");
  }

  @Test
  void notOnceTheLeaseIsOver() {
    leadAndShow("v1");
    clock.pass(LEASE.minusMillis(10));
    assertThat(read()).contains("v1");
    clock.pass(Duration.ofMillis(8)); // less than the lease, but not by a clock that drifts
    assertThat(read()).isEmpty();
    confirm();
    assertThat(read()).contains("v1");
  }

  @Test
  void notBeforeTheTermsFirstCommit() {
    lead();
    step(
        new Input.Received(
            Stage.OTHER.id(), new Message.Rejected(core.term(), 0, 0, 0, clock.nanos())));
    beShown();
    assertThat(read()).as("a lease, and a table that has all that is committed").isEmpty();
  }

  @Test
  void notWhileTheTableLacksWhatIsCommitted() {
    leadAndShow("v1");
    propose(Operation.Set.of(KEY, Bytes.utf8("v2")));
    assertThat(read()).as("nobody was told of v2 yet").contains("v1");
    confirm();
    assertThat(read()).as("a follower may have been told of v2").isEmpty();
    apply();
    assertThat(read()).contains("v2");
  }

  @Test
  void notOnceTheLeadershipIsHandedOver() {
    leadAndShow("v1");
    step(new Input.Transfer(Stage.OTHER.id()));
    assertThat(read()).isEmpty();
  }

  @Test
  void notByWhoFollows() {
    leadAndShow("v1");
    step(new Input.TermSeen(2));
    assertThat(read()).isEmpty();
  }

  @Test
  void notByAnEarlierLife() {
    leadAndShow("v1");
    reads.open(new Showcase());
    assertThat(read()).isEmpty();
    reads.open(showcase);
    assertThat(read()).as("without a permit of its own").isEmpty();
    reads.close();
    assertThat(read()).isEmpty();
  }

  @Test
  void aKeyPastItsDeadlineIsAskedOfTheActors() {
    lead();
    confirm();
    apply();
    propose(
        new Operation.Set(
            KEY, Bytes.utf8("v"), new Expiry.After(Duration.ofMillis(100)), Condition.ALWAYS));
    confirm();
    apply();
    beShown();
    clock.pass(Duration.ofMillis(99));
    assertThat(read()).contains("v");
    clock.pass(Duration.ofMillis(1));
    assertThat(read()).isEmpty();
    assertThat(read(Consistency.LOCAL))
        .contains(new Outcome.Done(new Result.Missing(), new Assurance.Stale(Duration.ZERO)));
  }

  @Test
  void aFollowerIsReadLocallyAndSaysHowStaleItIs() {
    leadAndShow("v1");
    step(new Input.TermSeen(2)); // and heard of a leader just now
    clock.pass(Duration.ofMillis(30));
    assertThat(read(Consistency.LOCAL).orElseThrow())
        .isInstanceOfSatisfying(
            Outcome.Done.class,
            done ->
                assertThat(done.assurance()).isEqualTo(new Assurance.Stale(Duration.ofMillis(30))));
  }

  @Test
  void otherReadsAreAskedOfTheActors() {
    leadAndShow("v1");
    assertThat(reads.read(new Operation.Count(Bytes.EMPTY), Consistency.LINEARIZABLE)).isNull();
    assertThat(reads.read(new Operation.GetMany(List.of(KEY)), Consistency.LINEARIZABLE))
        .isInstanceOf(Outcome.Done.class);
  }

  /** Whatever was done before a read began is seen by it, and no reader goes back. */
  @Test
  void readersOnOtherThreadsMissNothing() throws Exception {
    leadAndShow("0");
    AtomicLong acknowledged = new AtomicLong();
    AtomicBoolean asked = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch served = new CountDownLatch(2);
    try (var readers = Executors.newFixedThreadPool(2)) {
      List<Future<?>> reading = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        reading.add(readers.submit(() -> readUntil(over, acknowledged, asked, served)));
      }
      // each reader, however long it waits for a core, gets to read past the actors
      for (int value = 1; value <= 20_000 || served.getCount() > 0; value++) {
        set(Integer.toString(value));
        acknowledged.set(value);
        if (asked.getAndSet(false)) {
          ask();
        }
      }
      over.set(true);
      for (Future<?> reader : reading) {
        reader.get();
      }
    }
  }

  private void readUntil(
      AtomicBoolean over, AtomicLong acknowledged, AtomicBoolean asked, CountDownLatch served) {
    try {
      boolean direct = false;
      long seen = 0;
      while (!over.get()) {
        long before = acknowledged.get();
        Optional<String> read = read();
        if (read.isPresent()) {
          if (!direct) {
            direct = true;
            served.countDown();
          }
          long value = Long.parseLong(read.get());
          assertThat(value).isGreaterThanOrEqualTo(Math.max(before, seen));
          seen = value;
        } else {
          asked.set(true);
        }
      }
    } finally {
      served.countDown(); // a reader that fails is not waited for
    }
  }
}
