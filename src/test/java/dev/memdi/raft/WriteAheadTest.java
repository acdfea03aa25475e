package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.durable.journal.Chunked;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Parameters;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.raft.core.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes durable together, in which order, and what waits for it. */
class WriteAheadTest {
  private static final Parameters PARAMETERS =
      new Parameters(100, 0.1, true, 200, 150, 400, 800, 2, 3, false);
  private static final int MEBIBYTE = 1 << 20;
  private static final Chunked SNAPSHOT =
      new Chunked(
          "head",
          new Chunked.Chunks() {
            @Override
            public int count() {
              return 1;
            }

            @Override
            public Bytes chunk(int number) {
              return Bytes.utf8("chunk");
            }
          });

  private final WriteAhead writeAhead = new WriteAhead(0, 0);
  private Log log = Log.startingAt(new Log.Base(0, 0, 0, Configuration.NONE));

  private Entry entry(int bytes) {
    Burst burst = new Burst(1, Bytes.wrap(new byte[bytes]));
    return new Entry(4, log.lastIndex() + 1, 0, new Payload.Commands(List.of(burst)));
  }

  private RaftCore core() {
    DurableState state =
        new DurableState(Optional.empty(), false, 4, Optional.of(Stage.OTHER.id()), log, false);
    return RaftCore.recovered(Stage.SELF.id(), PARAMETERS, SafetyRules.RAFT, state, 1, 0, 0);
  }

  private static Effect effect(long number) {
    return new Effect.Campaign(number);
  }

  private Durable appends(int bytes) {
    Entry entry = entry(bytes);
    log = log.append(entry);
    return new Durable.EntriesAppended(List.of(entry));
  }

  private void add(List<Durable> changes, Effect... effects) {
    writeAhead.add(new Step(core(), changes, List.of(), List.of(effects)), Optional.empty(), 0);
  }

  private static Durable term(long term) {
    return new Durable.TermAdvanced(term, Optional.empty());
  }

  private WriteAhead.Batch next() {
    return writeAhead.next(0).orElseThrow();
  }

  @Test
  void aStepThatWantsNothingDurableMakesNoBatch() {
    writeAhead.add(new Step(core(), List.of(), List.of(effect(1)), List.of()), Optional.empty(), 0);

    assertThat(writeAhead.next(0)).isEmpty();
  }

  @Test
  void whatComesBeforeABatchIsOnItsWayBecomesDurableTogetherAndInOrder() {
    Durable first = appends(10);
    add(List.of(term(4), first), effect(1), effect(2));
    add(List.of(), effect(3));
    Durable second = appends(10);
    add(List.of(second), effect(4));

    WriteAhead.Batch batch = next();

    assertThat(batch.changes()).containsExactly(term(4), first, second);
    assertThat(batch.effects()).containsExactly(effect(1), effect(2), effect(3), effect(4));
    assertThat(batch.lastIndex()).isEqualTo(2);
    assertThat(batch.lastTerm()).isEqualTo(4);
    assertThat(batch.snapshot()).isEmpty();
  }

  @Test
  void oneBatchIsOnItsWayAtATime() {
    add(List.of(term(1)), effect(1));
    WriteAhead.Batch first = next();
    add(List.of(term(2)), effect(2));
    add(List.of(term(3)), effect(3));
    assertThat(writeAhead.next(0)).isEmpty();

    assertThat(writeAhead.done(first.ticket())).contains(first);

    WriteAhead.Batch second = next();
    assertThat(first.changes()).containsExactly(term(1));
    assertThat(second.changes()).containsExactly(term(2), term(3));
    assertThat(second.effects()).containsExactly(effect(2), effect(3));
    assertThat(second.ticket()).isNotEqualTo(first.ticket());
  }

  @Test
  void anEffectWithoutAChangeWaitsForTheChangesBeforeIt() {
    add(List.of(term(1)), effect(1));
    WriteAhead.Batch first = next();
    add(List.of(), effect(2));
    assertThat(writeAhead.next(0)).isEmpty();

    assertThat(writeAhead.done(first.ticket()).orElseThrow().effects()).containsExactly(effect(1));

    WriteAhead.Batch second = next();
    assertThat(second.changes()).isEmpty();
    assertThat(second.effects()).containsExactly(effect(2));
  }

  @Test
  void anotherTicketFinishesNothing() {
    add(List.of(term(1)), effect(1));
    WriteAhead.Batch batch = next();

    assertThat(writeAhead.done(batch.ticket() + 1)).isEmpty();
    assertThat(writeAhead.kept(batch.ticket())).isEmpty(); // it has no snapshot
    add(List.of(term(2)));
    assertThat(writeAhead.next(0)).isEmpty();

    assertThat(writeAhead.done(batch.ticket())).contains(batch);
    assertThat(writeAhead.done(batch.ticket())).isEmpty(); // only once
  }

  @Test
  void aBatchThatIsFullIsFollowedByAnother() {
    Durable large = appends(5 * MEBIBYTE);
    add(List.of(term(4), large), effect(1)); // a step is not cut
    add(List.of(term(5)), effect(2));

    WriteAhead.Batch first = next();
    assertThat(first.changes()).containsExactly(term(4), large);
    assertThat(first.effects()).containsExactly(effect(1));
    writeAhead.done(first.ticket());
    assertThat(next().changes()).containsExactly(term(5));
  }

  @Test
  void bytesWaitUntilTheirBatchIsOnItsWay() {
    assertThat(writeAhead.waitingBytes()).isZero();
    add(List.of(appends(MEBIBYTE)));
    assertThat(writeAhead.waitingBytes()).isBetween((long) MEBIBYTE, MEBIBYTE + 1000L);
    WriteAhead.Batch batch = next();
    assertThat(writeAhead.waitingBytes()).isZero();
    add(List.of(appends(5 * MEBIBYTE)));
    add(List.of(appends(MEBIBYTE)));
    assertThat(writeAhead.waitingBytes()).isBetween(6L * MEBIBYTE, 6L * MEBIBYTE + 1000);
    writeAhead.done(batch.ticket());
    next();
    assertThat(writeAhead.waitingBytes()).isBetween((long) MEBIBYTE, MEBIBYTE + 1000L);
  }

  @Test
  void theEffectsOfAnInstalledSnapshotWaitUntilItIsKept() {
    Log.Base base = new Log.Base(9, 4, 0, Configuration.NONE);
    log = Log.startingAt(base);
    add(List.of(term(4)), effect(1));
    writeAhead.add(
        new Step(core(), List.of(new Durable.ImageInstalled(base)), List.of(), List.of(effect(2))),
        Optional.of(SNAPSHOT),
        0);
    add(List.of(term(5)), effect(3));

    WriteAhead.Batch batch = next();

    // the snapshot itself says what was installed
    assertThat(batch.changes())
        .containsExactly(term(4), new Durable.TermAdvanced(4, Optional.of(Stage.OTHER.id())));
    assertThat(batch.snapshot()).contains(SNAPSHOT);
    assertThat(batch.lastIndex()).isEqualTo(9);
    assertThat(writeAhead.done(batch.ticket())).isEmpty();
    assertThat(writeAhead.next(0)).isEmpty();
    assertThat(writeAhead.kept(batch.ticket()).orElseThrow().effects())
        .containsExactly(effect(1), effect(2));
    assertThat(next().effects()).containsExactly(effect(3));
  }

  @Test
  void withoutTheSnapshotThatItInstalledAReplicaCannotGoOn() {
    writeAhead.add(
        new Step(core(), List.of(), List.of(), List.of(effect(1))), Optional.of(SNAPSHOT), 0);
    WriteAhead.Batch batch = next();

    assertThat(writeAhead.notKept(batch.ticket())).isFalse();
  }

  @Test
  void nothingWaitsForASnapshotThatOnlySavesSpace() {
    add(List.of(term(1)), effect(1));
    writeAhead.add(SNAPSHOT, core());
    add(List.of(term(2)), effect(2));

    WriteAhead.Batch batch = next();
    assertThat(batch.snapshot()).contains(SNAPSHOT);
    assertThat(writeAhead.done(batch.ticket()).orElseThrow().effects()).containsExactly(effect(1));
    WriteAhead.Batch behind = next(); // and whether it is kept is not known yet
    assertThat(behind.changes()).containsExactly(term(2));
    assertThat(writeAhead.notKept(batch.ticket())).isTrue();
    assertThat(writeAhead.done(behind.ticket())).contains(behind);
  }

  @Test
  void aSnapshotIsDueAfterSoManyBytesOrEntries() {
    assertThat(writeAhead.isSnapshotDue(0, 0)).isFalse();
    add(List.of(appends(100)));
    add(List.of(appends(100)));

    assertThat(writeAhead.isSnapshotDue(10_000, 2)).isFalse();
    assertThat(writeAhead.isSnapshotDue(10_000, 1)).isTrue();
    assertThat(writeAhead.isSnapshotDue(200, 10)).isTrue();
  }

  @Test
  void whatALogHeldWhenItWasRecoveredCounts() {
    WriteAhead recovered = new WriteAhead(1000, 7);

    assertThat(recovered.isSnapshotDue(1000, 7)).isFalse();
    assertThat(recovered.isSnapshotDue(999, 7)).isTrue();
    assertThat(recovered.isSnapshotDue(1000, 6)).isTrue();
  }

  @Test
  void noneIsDueWhileOneIsBegun() {
    writeAhead.add(SNAPSHOT, core());
    WriteAhead.Batch batch = next();
    writeAhead.done(batch.ticket());
    add(List.of(appends(1000)));
    assertThat(writeAhead.isSnapshotDue(10, 10)).isFalse();

    assertThat(writeAhead.kept(batch.ticket())).isEmpty(); // its effects are done

    assertThat(writeAhead.isSnapshotDue(10, 10)).isTrue();
    assertThat(writeAhead.isSnapshotDue(5000, 1)).isFalse(); // what came since counts
  }

  @Test
  void afterOneThatWasNotKeptAnotherIsDueInItsTurn() {
    writeAhead.add(SNAPSHOT, core());
    WriteAhead.Batch batch = next();
    writeAhead.done(batch.ticket());
    assertThat(writeAhead.notKept(batch.ticket())).isTrue();
    assertThat(writeAhead.isSnapshotDue(10, 10)).isFalse();

    add(List.of(appends(1000)));

    assertThat(writeAhead.isSnapshotDue(10, 10)).isTrue();
  }

  // ---- where the disk may lag behind

  private final WriteAhead lagging = new WriteAhead(0, 0, 0, Optional.of(new Lag(100, 1000)));

  private boolean isDoneAtOnce(long now, Durable... changes) {
    Step step = new Step(core(), List.of(changes), List.of(), List.of(effect(1)));
    return lagging.add(step, Optional.empty(), now);
  }

  private WriteAhead.Batch nextOfLagging(long now) {
    return lagging.next(now).orElseThrow();
  }

  @Test
  void entriesAreAcknowledgedBeforeTheyAreWritten() {
    Durable entries = appends(10);

    assertThat(isDoneAtOnce(0, entries)).isTrue();

    WriteAhead.Batch batch = nextOfLagging(0);
    assertThat(batch.changes()).containsExactly(entries);
    assertThat(batch.effects()).isEmpty();
    assertThat(isDoneAtOnce(0, appends(10))).isTrue();
  }

  @Test
  void nothingIsSaidBeforeATermIsWritten() {
    assertThat(isDoneAtOnce(0, term(5))).isFalse();
    WriteAhead.Batch batch = nextOfLagging(0);
    assertThat(isDoneAtOnce(0, appends(10))).as("while the term is on its way").isFalse();
    assertThat(isDoneAtOnce(0)).as("even if it says nothing of entries").isFalse();

    assertThat(lagging.done(batch.ticket()).orElseThrow().effects()).containsExactly(effect(1));
    assertThat(isDoneAtOnce(0, appends(10))).isTrue();
    assertThat(nextOfLagging(0).effects()).containsExactly(effect(1), effect(1));
  }

  @Test
  void changesOfMembersAndRemovalsAreWrittenFirst() {
    Entry change =
        new Entry(4, log.lastIndex() + 1, 0, new Payload.Reconfigure(Configuration.NONE));
    assertThat(isDoneAtOnce(0, new Durable.EntriesAppended(List.of(change)))).isFalse();
    lagging.done(nextOfLagging(0).ticket());
    assertThat(isDoneAtOnce(0, new Durable.TailRemoved(1))).isFalse();
  }

  @Test
  void acknowledgementsWaitForALogThatLagsTooFarInBytes() {
    assertThat(isDoneAtOnce(0, appends(40))).isTrue();
    WriteAhead.Batch first = nextOfLagging(0);
    assertThat(isDoneAtOnce(0, appends(40))).as("not more than the bound before it").isTrue();
    assertThat(isDoneAtOnce(0, appends(1))).isFalse();

    lagging.done(first.ticket());
    lagging.done(nextOfLagging(0).ticket());
    assertThat(isDoneAtOnce(0, appends(1))).isTrue();
  }

  @Test
  void acknowledgementsWaitForALogThatTakesTooLong() {
    assertThat(isDoneAtOnce(0, appends(1))).isTrue();
    nextOfLagging(10);

    assertThat(isDoneAtOnce(1010, appends(1))).isTrue();
    assertThat(isDoneAtOnce(1011, appends(1))).isFalse();
  }
}
