package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.store.StateMachine;
import dev.memdi.store.StoreRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A follower whose log holds what the next leader's does not. */
class LossLedgerTest {
  private static final long EDGE = 77;
  private static final long OTHER_EDGE = 78;

  private final Subject a = Subject.ofThree();
  private final StateMachine state = new StateMachine(0, 0, StoreRules.SOUND);
  private LossLedger ledger = LossLedger.empty(LossRules.SOUND);

  private static Operation.Set set(String key) {
    return Operation.Set.of(Key.utf8(key), Bytes.utf8("value"));
  }

  private static Burst burst(long edge, long floor, long sequence, Operation.Write... writes) {
    BurstEncoder encoder = new BurstEncoder(edge);
    for (int i = 0; i < writes.length; i++) {
      encoder.add(sequence + i, writes[i]);
    }
    return encoder.build(floor);
  }

  private static Entry entry(long term, long first, long stamp, Burst... bursts) {
    return new Entry(term, first, stamp, new Payload.Commands(List.of(bursts)));
  }

  private static Entry entry(long term, long first, Burst... bursts) {
    return entry(term, first, first, bursts);
  }

  private static Entry noOp(long term, long first) {
    return new Entry(term, first, first, Payload.NO_OP);
  }

  /** From whoever leads {@code term}: {@code b} in odd terms, {@code c} in even ones. */
  private void append(
      long term, long previousIndex, long previousTerm, long commit, Entry... more) {
    hear(
        term % 2 == 1 ? "b" : "c",
        new Message.Append(term, previousIndex, previousTerm, List.of(more), commit, 1, 1_000));
  }

  private void hear(String from, Message message) {
    RaftCore before = a.core;
    Step step = a.hear(from, message);
    ledger = ledger.after(before, step, 5_000);
    if (step.persist().stream().anyMatch(Durable.ImageInstalled.class::isInstance)) {
      install(a.core.commit());
    }
    apply(a.core.commit());
  }

  /** As a store does it: before it goes on, it is asked. */
  private void apply(long commit) {
    if (state.appliedIndex() < commit && ledger.asks()) {
      ledger = ledger.after(state.appliedIndex(), state::isSettled);
    }
    for (Entry entry : a.core.log().between(state.appliedIndex(), commit)) {
      List<Burst> bursts =
          entry.payload() instanceof Payload.Commands commands ? commands.bursts() : List.of();
      state.apply(entry.first(), entry.stamp(), bursts, StateMachine.NOBODY);
    }
  }

  private void install(long index) {
    StateMachine other = new StateMachine(0, 0, StoreRules.SOUND);
    for (long i = 1; i <= index; i++) {
      other.apply(i, i, List.of(), StateMachine.NOBODY);
    }
    state.install(other.capture(1_000));
  }

  private List<String> keys() {
    return ledger.losses(0).stream().map(loss -> loss.key().toString()).toList();
  }

  private Status.Loss only() {
    assertThat(ledger.losses(0)).hasSize(1);
    return ledger.losses(0).getFirst();
  }

  /** Entry 1 is committed, entry 2 ({@code k}, sequence 20) stands in the log of a leader alone. */
  private void holdAlone() {
    append(1, 0, 0, 0, noOp(1, 1), entry(1, 2, burst(EDGE, 20, 20, set("k"))));
    append(1, 2, 1, 1);
    assertThat(ledger.losses(0)).isEmpty();
  }

  private void replace() {
    replaceFrom(2);
  }

  private void replaceFrom(long index) {
    append(2, index - 1, 1, index - 1, noOp(2, index));
  }

  @Test
  void whatIsReplacedIsNotedAndMayYetBeSentAgain() {
    holdAlone();
    replace();

    Status.Loss loss = only();
    assertThat(loss.key()).isEqualTo(Key.utf8("k"));
    assertThat(loss.revision()).isEqualTo(new Revision(2));
    assertThat(loss.incarnation()).isEqualTo(EDGE);
    assertThat(loss.sequence()).isEqualTo(20);
    assertThat(loss.removedAtMillis()).isEqualTo(5_000);
    assertThat(loss.lost()).isFalse();
    assertThat(loss.why()).contains("c leads in term 2").contains("may send it again");
    assertThat(ledger.lost()).isZero();
  }

  @Test
  void itIsLostOnceItsEdgeWaitsForItNoMore() {
    holdAlone();
    replace();
    append(2, 2, 2, 3, entry(2, 3, burst(EDGE, 21, 21, set("x"))));

    assertThat(only().lost()).isTrue();
    assertThat(only().why()).contains("with ack=leader it may have been acknowledged");
    assertThat(ledger.lost()).isEqualTo(1);
  }

  @Test
  void itIsLostOnceItsEdgesSessionIsClosed() {
    holdAlone();
    replace();
    append(2, 2, 2, 3, entry(2, 3, BurstEncoder.forget(EDGE)));
    assertThat(only().lost()).isTrue();
  }

  @Test
  void itIsLostOnceTheLogHasGoneOnForLongerThanARequestLasts() {
    holdAlone();
    replace();
    append(
        2,
        2,
        2,
        3,
        entry(2, 3, 2 + CommittedWrites.REPEATED_WITHIN, burst(OTHER_EDGE, 1, 1, set("x"))));
    assertThat(only().lost()).isFalse();
    append(
        2,
        3,
        2,
        4,
        entry(2, 4, 3 + CommittedWrites.REPEATED_WITHIN, burst(OTHER_EDGE, 2, 2, set("x"))));
    assertThat(only().lost()).isTrue();
  }

  @Test
  void whatIsSaidInTheLogCountsOnceItIsCommitted() {
    holdAlone();
    replace();
    append(2, 2, 2, 2, entry(2, 3, burst(EDGE, 21, 21, set("x"))));
    assertThat(only().lost()).isFalse();
    append(2, 3, 2, 3);
    assertThat(only().lost()).isTrue();
  }

  @Test
  void whatIsSentAgainAndCommittedIsForgotten() {
    holdAlone();
    replace();
    append(2, 2, 2, 3, entry(2, 3, burst(EDGE, 20, 20, set("k"))));
    append(2, 3, 2, 4, entry(2, 4, burst(EDGE, 21, 21, set("x"))));
    assertThat(ledger.losses(0)).isEmpty();
    assertThat(ledger.lost()).isZero();
  }

  @Test
  void aRepetitionThatComesTooLateDoesNotCount() {
    holdAlone();
    replace();
    append(2, 2, 2, 4, entry(2, 3, burst(EDGE, 21, 21, set("x")), burst(EDGE, 20, 20, set("k"))));
    assertThat(only().lost()).isTrue();
  }

  @Test
  void whatWasDoneEarlierIsNotLostWithItsRepetition() {
    append(1, 0, 0, 0, entry(1, 1, burst(EDGE, 20, 20, set("k"))));
    append(1, 1, 1, 1, entry(1, 2, burst(EDGE, 20, 20, set("k"))));
    append(2, 1, 1, 1, noOp(2, 2));
    append(2, 2, 2, 2);
    assertThat(ledger.losses(0)).isEmpty();
  }

  @Test
  void norIfItWasDoneEarlierAndIsCompactedAway() {
    append(1, 0, 0, 0, entry(1, 1, burst(EDGE, 20, 20, set("k"))), noOp(1, 2));
    append(1, 2, 1, 2, entry(1, 3, burst(EDGE, 20, 20, set("k"))));
    a.tell(new Input.Compact(2));
    append(2, 2, 1, 2, noOp(2, 3));
    append(2, 3, 2, 4, entry(2, 4, burst(EDGE, 21, 21, set("x"))));
    assertThat(ledger.losses(0)).isEmpty();
    assertThat(ledger.lost()).isZero();
  }

  @Test
  void aStoreThatHasGoneOnCanNotTellAnyMore() {
    append(1, 0, 0, 0, entry(1, 1, burst(EDGE, 20, 20, set("k"))), noOp(1, 2));
    append(1, 2, 1, 2, entry(1, 3, burst(EDGE, 20, 20, set("k"))));
    replaceFrom(3);
    state.apply(3, 3, List.of(burst(EDGE, 21, 21, set("x"))), StateMachine.NOBODY);
    append(2, 3, 2, 4, entry(2, 4, burst(EDGE, 21, 21, set("x"))));
    assertThat(only().lost()).isFalse();
    assertThat(ledger.lost()).isZero();

    ledger = ledger.after(state.appliedIndex(), state::isSettled);

    assertThat(ledger.asks()).isFalse();
    assertThat(only().why()).contains("may hold it or not");
    assertThat(ledger.lost()).isZero();
  }

  @Test
  void aStoreThatLagsBehindIsAskedAgain() {
    holdAlone();
    replace();
    assertThat(ledger.after(0, (incarnation, sequence) -> true).asks()).isTrue();
    assertThat(ledger.after(1, (incarnation, sequence) -> true).losses(0)).isEmpty();
    assertThat(ledger.after(1, (incarnation, sequence) -> false).asks()).isFalse();
  }

  @Test
  void aRepetitionThatWouldHaveDoneNothingIsNotNoted() {
    append(1, 0, 0, 0, entry(1, 1, burst(EDGE, 30, 30, set("x"))));
    append(1, 1, 1, 1, entry(1, 2, burst(EDGE, 20, 20, set("k"))));
    append(2, 1, 1, 2, noOp(2, 2));
    assertThat(ledger.losses(0)).isEmpty();
  }

  @Test
  void whereNothingIsKnownToBeCommittedEverythingIsNoted() {
    append(1, 0, 0, 0, entry(1, 1, burst(EDGE, 20, 20, set("k"))));
    append(2, 0, 0, 0, noOp(2, 1));
    assertThat(only().lost()).isFalse();
  }

  @Test
  void onlyWhatMayHaveBeenAcknowledgedIsNoted() {
    Operation.Set conditional =
        new Operation.Set(Key.utf8("if"), Bytes.EMPTY, Expiry.NEVER, new Condition.Absent());
    append(
        1,
        0,
        0,
        0,
        noOp(1, 1),
        entry(
            1,
            2,
            burst(
                EDGE,
                20,
                20,
                Operation.Delete.of(Key.utf8("d")),
                conditional,
                set("k"),
                new Operation.SetMany(List.of(set("m"))))),
        noOp(1, 6));
    append(1, 6, 1, 1);
    replace();
    assertThat(keys()).containsExactly(Key.utf8("k").toString());
    assertThat(only().revision()).isEqualTo(new Revision(4));
  }

  @Test
  void whetherASnapshotHoldsItNobodyCanTell() {
    holdAlone();
    Log.Base base = new Log.Base(9, 2, 9, Given.voters("a", "b", "c"));
    hear("c", new Message.ImageChunk(2, base, 0, 1, Bytes.EMPTY, 1, 1_000));
    assertThat(only().lost()).isFalse();
    assertThat(only().why()).contains("a snapshot took the place");

    append(2, 9, 2, 10, entry(2, 10, burst(EDGE, 21, 21, set("x"))));

    assertThat(only().lost()).isFalse();
    assertThat(ledger.lost()).isZero();
  }

  @Test
  void aSnapshotThatComesAfterwardsMayHoldItToo() {
    holdAlone();
    replace();
    Log.Base base = new Log.Base(9, 2, 9, Given.voters("a", "b", "c"));
    hear("c", new Message.ImageChunk(2, base, 0, 1, Bytes.EMPTY, 1, 1_000));
    append(2, 9, 2, 10, entry(2, 10, burst(EDGE, 21, 21, set("x"))));
    assertThat(only().lost()).isFalse();
  }

  @Test
  void itIsBoundedAndCountsWhatItNoLongerHolds() {
    List<Operation.Write> many = new ArrayList<>();
    for (int i = 0; i < LossLedger.MOST + 10; i++) {
      many.add(set("k" + i));
    }
    append(
        1,
        0,
        0,
        0,
        noOp(1, 1),
        entry(1, 2, burst(EDGE, 0, 0, many.toArray(Operation.Write[]::new))));
    append(1, 1 + many.size(), 1, 1);
    replace();
    assertThat(ledger.losses(0)).hasSize(LossLedger.MOST);
    assertThat(ledger.losses(0).getLast().key()).isEqualTo(Key.utf8("k265"));
    assertThat(ledger.dropped()).isEqualTo(10);
  }

  @Test
  void itsKeysAreBoundedInBytes() {
    String long1 = "x".repeat(40_000);
    append(
        1,
        0,
        0,
        0,
        noOp(1, 1),
        entry(1, 2, burst(EDGE, 0, 0, set(long1), set(long1 + "2"), set("k"))));
    append(1, 4, 1, 1);
    replace();
    assertThat(ledger.losses(0)).hasSize(2);
    assertThat(ledger.dropped()).isEqualTo(1);
  }
}
