package dev.memdi.store;

import static dev.memdi.store.TestShard.bytes;
import static dev.memdi.store.TestShard.key;
import static dev.memdi.store.TestShard.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.codec.LoggedCommand.Expire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final Operation.Read GET_A = new Operation.Get(key("a"));
  private static final Operation.Read GET_B = new Operation.Get(key("b"));

  private final TestStore store = new TestStore();

  @Test
  void answersEachRequesterOnceForAllThatIsAppliedTogether() {
    TestInbox<Answers> other = TestInbox.create("other");
    Burst a = TestShard.burst(1, 1, 1, set("a", "1"), set("b", "1"));
    Burst b = TestShard.burst(2, 1, 8, set("a", "2"));
    Burst c = TestShard.burst(1, 1, 3, set("a", "3"));
    Committed first = store.entry(0, List.of(a, b), List.of(store.edge.getRef(), other.getRef()));
    Committed second = store.entry(0, List.of(c), List.of(store.edge.getRef()));
    store.tell(new Store.Apply(List.of(first, second)));

    Assurance quorum = new Assurance.Acknowledged(Ack.QUORUM);
    store.edge.expectMessage(
        new Answers(
            TestShard.SHARD,
            List.of(
                new Answers.Answer(1, written(1, true, quorum)),
                new Answers.Answer(2, written(2, true, quorum)),
                new Answers.Answer(3, written(4, false, quorum)))));
    assertThat(store.edge.hasMessages()).isFalse();
    other.expectMessage(
        new Answers(TestShard.SHARD, List.of(new Answers.Answer(8, written(3, false, quorum)))));
    assertThat(store.heard).containsExactly("applied 1 to 4");
  }

  @Test
  void onAFollowerNobodyWaits() {
    Burst a = TestShard.burst(1, 1, 1, set("a", "1"));
    store.tell(
        new Store.Apply(
            List.of(
                Committed.of(1, 0, List.of(a)),
                Committed.empty(2, 0),
                new Committed(3, 0, List.of(a), List.of(Optional.empty())))));
    assertThat(describe().appliedIndex()).isEqualTo(3);
  }

  @Test
  void skipsWhatItHasAndFailsOnAGap() {
    Committed one = Committed.empty(1, 0);
    store.tell(new Store.Apply(List.of(one)));
    store.tell(new Store.Apply(List.of(one)));
    assertThat(store.heard).containsExactly("applied 1 to 1");
    assertThatThrownBy(() -> store.tell(new Store.Apply(List.of(Committed.empty(3, 0)))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void linearizableReadsAreAnsweredInOneMessage() {
    store.lead(0).apply(0, set("a", "1"));
    store.answers();
    List<NumberedRead> reads = List.of(new NumberedRead(7, GET_A), new NumberedRead(8, GET_B));
    store.tell(new Store.Read(store.edge.getRef(), reads, 0));
    Assurance linearizable = new Assurance.Linearizable();
    Result found = new Result.Found(bytes("1"), new Revision(1), Optional.empty());
    store.edge.expectMessage(
        new Answers(
            TestShard.SHARD,
            List.of(
                new Answers.Answer(7, new Outcome.Done(found, linearizable)),
                new Answers.Answer(8, new Outcome.Done(new Result.Missing(), linearizable)))));
  }

  @Test
  void manyLargeAnswersAreSeveralMessages() {
    int half = StoreBounds.DEFAULT.pieceBytes() / 2;
    store.lead(0).apply(0, Operation.Set.of(key("a"), Bytes.wrap(new byte[half])));
    store.answers();
    List<NumberedRead> reads =
        List.of(
            new NumberedRead(1, GET_A),
            new NumberedRead(2, GET_B),
            new NumberedRead(3, GET_A),
            new NumberedRead(4, GET_A));
    store.tell(new Store.Read(store.edge.getRef(), reads, 0));
    assertThat(store.edge.getAllReceived())
        .extracting(answers -> answers.answers().stream().map(Answers.Answer::sequence).toList())
        .containsExactly(List.of(1L, 2L), List.of(3L), List.of(4L));
  }

  @Test
  void aPageEndsEarlyAndManyValuesAreRefusedWhereTheyAreTooMuchForOneAnswer() {
    TestStore narrow = new TestStore(StoreRules.SOUND, StoreBounds.DEFAULT.withAnswerBytes(100));
    narrow.lead(0);
    for (String key : List.of("a", "b", "c")) {
      narrow.apply(0, set(key, "x".repeat(40)));
    }
    narrow.answers();
    narrow.read(1, new Operation.Scan(bytes(""), Optional.empty(), 10), 0);
    Outcome.Done page = (Outcome.Done) narrow.edge.receiveMessage().answers().getFirst().outcome();
    assertThat(((Result.Page) page.result()).entries()).hasSize(1);
    assertThat(((Result.Page) page.result()).more()).isTrue();

    narrow.read(2, new Operation.GetMany(List.of(key("a"), key("b"))), 0);
    narrow.readLocal(3, new Operation.GetMany(List.of(key("a"), key("b"))), 0, Duration.ZERO);
    narrow.read(4, new Operation.GetMany(List.of(key("a"))), 0);
    assertThat(narrow.answers()).containsExactly("2 TooLarge", "3 TooLarge", "4 Many");
  }

  @Test
  void readsWaitForRemoval() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean readsWaitForRemoval() {
            return false;
          }
        };
    TestStore hasty = new TestStore(bent, StoreBounds.DEFAULT);
    for (TestStore one : List.of(store, hasty)) {
      one.lead(1000).apply(1000, set("a", "1", 50));
      one.apply(1000, set("b", "2"));
      one.answers();
      List<NumberedRead> reads = List.of(new NumberedRead(8, GET_A), new NumberedRead(9, GET_B));
      one.tell(new Store.Read(one.edge.getRef(), reads, 1050));
    }
    assertThat(store.answers()).containsExactly("9 2");
    assertThat(store.proposed).containsExactly(new Expire(1050));
    assertThat(describe().keys()).isEqualTo(2);

    store.commitProposals(1050);
    assertThat(store.answers()).containsExactly("8 Missing");
    assertThat(describe().keys()).isEqualTo(1);

    // Absent before the log says so: a leader with a slower clock would bring it back.
    assertThat(hasty.answers()).containsExactly("8 Missing", "9 2");
  }

  @Test
  void readsWaitForOneProposalTogether() {
    store.lead(1000).apply(1000, set("a", "1", 50));
    store.apply(1000, set("b", "1", 50));
    store.answers();
    store.read(1, GET_A, 1050);
    store.read(2, GET_B, 1050);
    store.read(3, new Operation.Count(bytes("")), 1050);
    assertThat(store.proposed).containsExactly(new Expire(1050));
    store.pass(40);
    store.read(4, new Operation.Get(key("c")), 1050); // one that need not wait
    assertThat(store.proposed).hasSize(1);
    store.commitProposals(1050);
    assertThat(store.answers()).containsExactly("4 Missing", "1 Missing", "2 Missing", "3 Counted");
  }

  @Test
  void aReadThatIsLaterThanWhatIsProposedProposesMore() {
    store.lead(1000).apply(1000, set("a", "1", 50));
    store.apply(1000, set("b", "1", 60));
    store.answers();
    store.read(1, GET_A, 1050);
    store.read(2, GET_B, 1060);
    assertThat(store.proposed).containsExactly(new Expire(1050), new Expire(1060));
    store.commitProposals(1060);
    assertThat(store.answers()).containsExactly("1 Missing", "2 Missing");
  }

  @Test
  void proposalsInFlightAreFewAndThoseThatAreLostAreRepeated() {
    store.lead(1000).apply(1000, set("a", "1", 50));
    store.answers();
    for (int i = 0; i < 10; i++) {
      store.read(i, GET_A, 1050 + i);
    }
    assertThat(store.proposed).hasSize(4);
    store.pass(1100);
    assertThat(store.proposed).hasSize(5).last().isEqualTo(new Expire(2000));
    assertThat(store.answers()).isEmpty();
    store.commitProposals(2100);
    assertThat(store.answers()).hasSize(10).first().isEqualTo("0 Missing");
  }

  @Test
  void aWriteThatComesFirstEndsTheWaitToo() {
    store.lead(1000).apply(1000, set("a", "1", 50));
    store.answers();
    store.read(5, GET_A, 1050);
    store.apply(1051, set("a", "2"));
    assertThat(store.answers()).containsExactly("2 Written", "5 2");
  }

  @Test
  void dropsReadsWithLeadership() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public boolean dropsReadsWithLeadership() {
            return false;
          }
        };
    TestStore clinging = new TestStore(bent, StoreBounds.DEFAULT);
    for (TestStore one : List.of(store, clinging)) {
      one.lead(1000).apply(1000, set("a", "1", 50));
      one.answers();
      one.read(5, GET_A, 1050);
      one.tell(new Store.Follow());
      one.commitProposals(1050);
    }
    assertThat(store.answers()).isEmpty();
    assertThat(clinging.answers()).containsExactly("5 Missing");
    assertThat(store.timers()).isZero();
  }

  @Test
  void aReadThatWouldWaitIsDroppedWhereNobodyLeads() {
    store.apply(1000, set("a", "1", 50));
    store.answers();
    store.read(5, GET_A, 1050);
    assertThat(store.answers()).isEmpty();
    assertThat(store.proposed).isEmpty();
  }

  @Test
  void tooManyWaitingReadsAreRefused() {
    StoreBounds one = new StoreBounds(0, 1, 1, 1, 1, 1, Duration.ofSeconds(1), 1);
    TestStore narrow = new TestStore(StoreRules.SOUND, one);
    narrow.lead(1000).apply(1000, set("a", "1", 50));
    narrow.answers();
    narrow.read(1, GET_A, 1050);
    narrow.read(2, GET_A, 1050);
    assertThat(narrow.answers()).containsExactly("2 Busy");
  }

  @Test
  void localReadsAreAnsweredAsThingsStandWithTheirStaleness() {
    store.apply(1000, set("a", "1", 50));
    store.answers();
    store.readLocal(1, GET_A, 1049, Duration.ofMillis(20));
    Assurance stale = new Assurance.Stale(Duration.ofMillis(20));
    Result found = new Result.Found(bytes("1"), new Revision(1), Optional.of(Duration.ofMillis(1)));
    store.edge.expectMessage(
        new Answers(
            TestShard.SHARD, List.of(new Answers.Answer(1, new Outcome.Done(found, stale)))));
    store.readLocal(2, GET_A, 1050, Duration.ofMillis(20));
    assertThat(store.answers()).containsExactly("2 Missing");
    assertThat(store.proposed).isEmpty();
  }

  @Test
  void shardTime() {
    StoreRules bent =
        new StoreRules() {
          @Override
          public long shardTime(long clockMillis, long offsetMillis) {
            return clockMillis;
          }
        };
    TestStore forgetful = new TestStore(bent, StoreBounds.DEFAULT);
    for (TestStore one : List.of(store, forgetful)) {
      one.lead(1000).apply(1000, set("a", "1", 50));
      one.pass(50);
    }
    assertThat(store.proposed).containsExactly(new Expire(1050));
    assertThat(forgetful.proposed).isEmpty();
  }

  @Test
  void theLeaderRemovesWhatIsDueWithoutBeingAsked() {
    store.lead(1000).apply(1000, set("a", "1", 500));
    store.apply(1000, set("b", "1", 50));
    store.pass(49);
    assertThat(store.proposed).isEmpty();
    store.pass(1);
    assertThat(store.proposed).containsExactly(new Expire(1050));
    store.pass(100);
    assertThat(store.proposed).hasSize(1); // it is on its way
    store.commitProposals(1150);
    store.pass(350);
    assertThat(store.proposed).containsExactly(new Expire(1050), new Expire(1500));
    store.commitProposals(1500);
    assertThat(describe().keys()).isZero();
    assertThat(store.timers()).isZero();
  }

  @Test
  void whatIsDueWhenLeadershipBeginsIsRemovedSoon() {
    store.apply(1000, set("a", "1", 50));
    store.pass(10_000);
    assertThat(store.proposed).isEmpty();
    store.lead(2000).pass(10);
    assertThat(store.proposed).containsExactly(new Expire(2010));
  }

  @Test
  void removalsAreGathered() {
    store.lead(1000);
    for (int i = 0; i < 50; i++) {
      store.apply(1000, set("key " + i, "1", 100 + i));
    }
    for (int i = 0; i < 200; i++) {
      store.pass(1);
      store.commitProposals(1000 + i);
    }
    assertThat(store.proposed).hasSizeLessThan(8);
    assertThat(describe().keys()).isZero();
  }

  @Test
  void whatOneExpiryLeavesTheNextRemoves() {
    store.lead(1000);
    for (int i = 0; i < 10_000; i++) {
      store.apply(1000, set("key " + i, "1", 50));
    }
    store.answers();
    store.read(1, new Operation.Count(bytes("")), 1050);
    for (int i = 0; i < 3; i++) {
      assertThat(store.answers()).isEmpty();
      store.commitProposals(1050);
    }
    assertThat(store.answers()).containsExactly("1 Counted");
    assertThat(describe().keys()).isZero();
  }

  @Test
  void aDeadlineInAFarFutureIsNoTroubleForTheScheduler() {
    store.lead(1000).apply(1000, set("a", "1", Long.MAX_VALUE / 2));
    store.pass(10_000_000);
    assertThat(store.timers()).isEqualTo(1);
    assertThat(store.proposed).isEmpty();
  }

  @Test
  void anImageGoesFromStoreToStore() {
    store.apply(1000, set("a", "1", 50));
    store.apply(1000, set("b", "2"));
    Image image = store.<Image>ask(Store.Capture::new);
    assertThat(image.index()).isEqualTo(2);
    store.apply(1000, set("b", "3"));

    TestStore other = new TestStore();
    other.watch("", 1);
    other.lead(1040).tell(new Store.Install(TestShard.travelled(image)));
    other.tell(new Store.Install(image));
    assertThat(other.heard).containsExactly("installed 2");
    other.readLocal(1, GET_B, 1000, Duration.ZERO);
    assertThat(other.answers()).containsExactly("1 2");
    assertThat(other.watcher.receiveMessage().gap()).isTrue();
    other.pass(10);
    assertThat(other.proposed).containsExactly(new Expire(1050));
  }

  @Test
  void describesItself() {
    store.apply(1000, set("a", "123"));
    assertThat(describe()).isEqualTo(new Store.Description(TestShard.SHARD, 1, 1, 4));
  }

  private Store.Description describe() {
    return store.<Store.Description>ask(Store.Describe::new);
  }

  private static Outcome written(long revision, boolean created, Assurance assurance) {
    return new Outcome.Done(new Result.Written(new Revision(revision), created), assurance);
  }
}
