package dev.memdi.raft;

import static dev.memdi.raft.LoneReplicator.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import dev.memdi.store.Committed;
import dev.memdi.store.Delivery;
import dev.memdi.store.Image;
import dev.memdi.store.Showcase;
import dev.memdi.store.Store;
import dev.memdi.store.StoreBounds;
import dev.memdi.store.StoreListener;
import dev.memdi.store.StoreRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replicator alone, and what it does not do before its log, which the test is, has done. */
class ReplicatorLogTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(ConfigFactory.parseString("pekko.loglevel = OFF"));
  private static final Birth.Founders ALL = Stage.founders(Stage.SELF, Stage.OTHER, Stage.THIRD);
  private static final Log.Base BASE = new Log.Base(5, 1, 0, ALL.configuration());
  private static final Bytes CHUNK = imageAt(BASE.index()).chunk(0);

  private final LoneReplicator replicator =
      new LoneReplicator(KIT, ALL, Stage.raftWithPending(1000), Stage.NOBODY_LISTENS, true);

  @AfterEach
  void stop() {
    replicator.stop();
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private static Image imageAt(long index) {
    ActorRef<Store.Command> store =
        KIT.spawn(
            Store.create(
                0,
                new Stage.HandClock(),
                StoreRules.SOUND,
                StoreBounds.DEFAULT,
                burst -> {},
                Delivery.DIRECT,
                new Showcase(),
                StoreListener.NONE));
    List<Committed> entries = new ArrayList<>();
    for (long i = 1; i <= index; i++) {
      entries.add(Committed.empty(i, 0));
    }
    TestProbe<Image> image = KIT.createTestProbe();
    store.tell(new Store.Apply(entries));
    store.tell(new Store.Capture(image.getRef()));
    return image.receiveMessage();
  }

  /** The first entries of term 1. */
  private static Entry entry(long index) {
    return new Entry(1, index, 0, Payload.NO_OP);
  }

  private Replicator.FromPeer append(long index) {
    return replicator.from(
        Stage.OTHER,
        new Message.Append(
            1, index - 1, index == 1 ? 0 : 1, List.of(entry(index)), 0, index * 10, 0));
  }

  private Replicator.FromPeer appended(long index) {
    return replicator.to(Stage.OTHER, new Message.Appended(1, index, index * 10));
  }

  private Replicator.FromPeer chunk(Bytes bytes) {
    return replicator.from(Stage.OTHER, new Message.ImageChunk(1, BASE, 0, 1, bytes, 50, 0));
  }

  private static List<Durable> changes(List<LogEvent> events) {
    return events.stream().map(LogEvent::change).toList();
  }

  private static List<Durable> changes(DurableLog.Append<LogEvent> append) {
    return changes(append.changes());
  }

  @SuppressWarnings("unchecked") // the log of a replica holds nothing else
  private static List<DurableLog.Append<LogEvent>> appends(List<Object> heard) {
    return only(DurableLog.Append.class, heard).stream()
        .map(append -> (DurableLog.Append<LogEvent>) append)
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static DurableLog.Keep<LogEvent> keep(List<Object> heard) {
    return (DurableLog.Keep<LogEvent>) only(DurableLog.Keep.class, heard).getFirst();
  }

  private List<Object> done(DurableLog.Append<LogEvent> append) {
    append.replyTo().tell(new DurableLog.Done(append.ticket()));
    return replicator.heard();
  }

  private static List<Replicator.FromPeer> sent(List<Object> heard) {
    return only(Replicator.FromPeer.class, heard);
  }

  @Test
  void aVoteIsNotAnsweredBeforeItIsDurable() {
    Candidacy candidacy = new Candidacy(Stage.OTHER.id(), 1, 0, 0, false);

    List<Object> heard = replicator.tell(new Replicator.Consider(Stage.OTHER, candidacy, false));

    DurableLog.Append<LogEvent> append = appends(heard).getFirst();
    assertThat(changes(append))
        .containsExactly(new Durable.TermAdvanced(1, Optional.of(Stage.OTHER.id())));
    assertThat(only(ElectionCoordinator.Considered.class, heard)).isEmpty();
    assertThat(only(ElectionCoordinator.Considered.class, done(append)))
        .containsExactly(
            new ElectionCoordinator.Considered(
                Stage.OTHER, candidacy, false, true, true, 1, OptionalLong.empty()));
  }

  @Test
  void anOpinionThatPromisesNothingIsAnsweredAtOnce() {
    Candidacy candidacy = new Candidacy(Stage.OTHER.id(), 1, 0, 0, false);

    List<Object> heard = replicator.tell(new Replicator.Consider(Stage.OTHER, candidacy, true));

    assertThat(appends(heard)).isEmpty();
    assertThat(only(ElectionCoordinator.Considered.class, heard)).hasSize(1);
  }

  @Test
  void theOwnVoteIsDurableBeforeTheCampaignKnowsOfIt() {
    List<Object> heard = replicator.tell(new Replicator.BeginTerm(0, false));

    DurableLog.Append<LogEvent> append = appends(heard).getFirst();
    assertThat(changes(append))
        .containsExactly(new Durable.TermAdvanced(1, Optional.of(Stage.SELF.id())));
    assertThat(only(ElectionCoordinator.TermBegun.class, heard)).isEmpty();
    assertThat(only(ElectionCoordinator.TermBegun.class, done(append))).hasSize(1);
  }

  @Test
  void whatAFollowerTookInIsAcknowledgedOnceItIsDurable() {
    List<Object> heard = replicator.tell(append(1));

    // that the leader lives need not wait
    assertThat(heard).contains(new HeartbeatMonitor.LeaderHeard(Stage.OTHER.id()));
    DurableLog.Append<LogEvent> append = appends(heard).getFirst();
    assertThat(changes(append))
        .containsExactly(
            new Durable.TermAdvanced(1, Optional.empty()),
            new Durable.EntriesAppended(List.of(entry(1))));
    assertThat(sent(heard)).isEmpty();
    assertThat(sent(done(append))).containsExactly(appended(1));
  }

  @Test
  void oneBatchIsOnItsWayAtATimeAndEffectsKeepTheirOrder() {
    DurableLog.Append<LogEvent> first = appends(replicator.tell(append(1))).getFirst();
    assertThat(replicator.tell(append(2), append(3))).isEmpty();

    List<Object> heard = done(first);

    assertThat(sent(heard)).containsExactly(appended(1));
    assertThat(appends(heard)).hasSize(1);
    DurableLog.Append<LogEvent> second = appends(heard).getFirst();
    assertThat(changes(second))
        .containsExactly(
            new Durable.EntriesAppended(List.of(entry(2))),
            new Durable.EntriesAppended(List.of(entry(3))));
    assertThat(sent(done(second))).containsExactly(appended(2), appended(3));
  }

  @Test
  void aBeatIsAnsweredWhileTheLogWritesAndNothingIsAcknowledgedByThat() {
    done(appends(replicator.tell(append(1))).getFirst()); // and so is the term
    DurableLog.Append<LogEvent> second = appends(replicator.tell(append(2))).getFirst();
    Message.Append beat = new Message.Append(1, 2, 1, List.of(), 0, 99, 0);

    List<Object> heard = replicator.tell(replicator.from(Stage.OTHER, beat));

    assertThat(sent(heard))
        .containsExactly(replicator.to(Stage.OTHER, new Message.Appended(1, 0, 99)));
    assertThat(sent(done(second)))
        .containsExactly(appended(2), replicator.to(Stage.OTHER, new Message.Appended(1, 2, 99)));
  }

  @Test
  void anAnswerThatChangesNothingWaitsForWhatCameBeforeIt() {
    DurableLog.Append<LogEvent> first = appends(replicator.tell(append(1))).getFirst();

    assertThat(sent(replicator.tell(append(1)))).isEmpty(); // again: it is in the log already

    assertThat(sent(done(first))).containsExactly(appended(1), appended(1));
    assertThat(sent(replicator.tell(append(1)))).containsExactly(appended(1));
  }

  @Test
  void aLeaderSendsWhileItsOwnDiskIsStillWriting() {
    done(appends(replicator.tell(new Replicator.BeginTerm(0, false))).getFirst());

    List<Object> heard =
        replicator.tell(new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));

    assertThat(sent(heard)).hasSize(2);
    DurableLog.Append<LogEvent> noOp = appends(heard).getFirst();
    // one word is no majority of three; with that of the own disk it is
    heard = replicator.tell(replicator.from(Stage.OTHER, new Message.Appended(1, 1, 0)));
    assertThat(only(Store.Apply.class, heard)).isEmpty();
    assertThat(only(Store.Apply.class, done(noOp)))
        .containsExactly(new Store.Apply(List.of(Committed.empty(1, 0))));
  }

  @Test
  void aSnapshotFromTheLeaderIsAcknowledgedOnceItIsKept() {
    List<Object> heard = replicator.tell(chunk(CHUNK));

    assertThat(only(Store.Install.class, heard)).hasSize(1);
    DurableLog.Keep<LogEvent> keep = keep(heard);
    assertThat(changes(keep.changes()).getLast())
        .isEqualTo(new Durable.TermAdvanced(1, Optional.empty()));
    assertThat(((DurableState) keep.snapshot().head()).log().base()).isEqualTo(BASE);
    assertThat(keep.snapshot().chunks().chunk(0)).isEqualTo(CHUNK);
    assertThat(sent(heard)).isEmpty();
    keep.replyTo().tell(new DurableLog.Done(keep.ticket()));
    assertThat(sent(replicator.heard())).isEmpty();
    keep.replyTo().tell(new DurableLog.Kept(keep.ticket()));
    assertThat(sent(replicator.heard()))
        .containsExactly(replicator.to(Stage.OTHER, new Message.Appended(1, 5, 50)));
  }

  @Test
  void aSnapshotFromTheLeaderThatIsNotKeptEndsIt() {
    DurableLog.Keep<LogEvent> keep = keep(replicator.tell(chunk(CHUNK)));

    keep.replyTo().tell(new DurableLog.Done(keep.ticket()));
    keep.replyTo().tell(new DurableLog.NotKept(keep.ticket(), new IOException("no space left")));

    replicator.expectLogFailed();
    replicator.expectEnd();
  }

  @Test
  void theEdgeHearsOfTheEndAlsoWhileTheNodeStops() {
    replicator.ref.tell(new Replicator.Settle(replicator.anyone()));

    replicator.ref.tell(new Replicator.Suspend());

    replicator.expectEnd();
  }

  @Test
  void aDamagedChunkIsAsGoodAsLost() {
    byte[] damaged = CHUNK.array().clone();
    damaged[damaged.length - 1]++;

    assertThat(replicator.tell(chunk(Bytes.wrap(damaged)))).isEmpty();

    assertThat(only(Store.Install.class, replicator.tell(chunk(CHUNK)))).hasSize(1);
  }

  @Test
  void whatWaitsForTheOwnDiskCountsAgainstTheLimit() {
    done(appends(replicator.tell(new Replicator.BeginTerm(0, false))).getFirst());
    List<Object> heard =
        replicator.tell(new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));
    DurableLog.Append<LogEvent> noOp = appends(heard).getFirst();
    assertThat(only(RejectedBurst.class, replicator.tell(replicator.write(1, 600)))).isEmpty();
    // committed without this disk, which has not even begun with it
    heard =
        replicator.tell(
            replicator.from(Stage.OTHER, new Message.Appended(1, 2, 0)),
            replicator.from(Stage.THIRD, new Message.Appended(1, 2, 0)));
    assertThat(only(Store.Apply.class, heard)).isNotEmpty();

    assertThat(only(RejectedBurst.class, replicator.tell(replicator.write(2, 600))))
        .containsExactly(new RejectedBurst(0, 2, new RejectedBurst.Reason.Busy()));

    done(noOp);
    assertThat(only(RejectedBurst.class, replicator.tell(replicator.write(3, 600)))).isEmpty();
  }
}
