package dev.memdi.raft;

import static dev.memdi.raft.LoneReplicator.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import dev.memdi.store.Committed;
import dev.memdi.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A replicator alone, in memory. */
class ReplicatorTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Birth.Founders ALONE = Stage.founders(Stage.SELF);
  private static final Birth.Founders BOTH = Stage.founders(Stage.SELF, Stage.OTHER);
  private static final Message BEAT = new Message.Append(1, 0, 0, List.of(), 0, 0, 0);

  private @Nullable LoneReplicator started;

  @AfterEach
  void stop() {
    if (started != null) {
      started.stop();
    }
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private LoneReplicator replicator(Birth.Founders founders) {
    return replicator(founders, Stage.NOBODY_LISTENS, Stage.raft().pendingBytes());
  }

  private LoneReplicator replicator(Birth.Founders founders, ReplicaListener listener, long limit) {
    LoneReplicator replicator =
        new LoneReplicator(KIT, founders, Stage.raftWithPending(limit), listener, false);
    started = replicator;
    return replicator;
  }

  private static RejectedBurst notLeader(long burst, Optional<Peer> leader) {
    return new RejectedBurst(0, burst, new RejectedBurst.Reason.NotLeader(leader));
  }

  private static Replicator.Read read(LoneReplicator replicator, long number) {
    return new Replicator.Read(number, List.of(), replicator.anyone(), replicator.anyone());
  }

  @Test
  void whoDoesNotLeadRejectsWritesAndReadsAndNamesTheLeaderThatItKnows() {
    LoneReplicator replicator = replicator(BOTH);
    assertThat(replicator.tell(replicator.write(1, 10), read(replicator, 2)))
        .containsExactly(notLeader(1, Optional.empty()), notLeader(2, Optional.empty()));

    replicator.tell(replicator.from(Stage.OTHER, BEAT));

    assertThat(replicator.tell(replicator.write(3, 10), read(replicator, 4)))
        .containsExactly(
            notLeader(3, Optional.of(Stage.OTHER)), notLeader(4, Optional.of(Stage.OTHER)));
  }

  private static Replicator.OpenCopy copy(LoneReplicator replicator, long number) {
    return new Replicator.OpenCopy(number, replicator.anyone(), replicator.anyone());
  }

  @Test
  void onlyWhoLeadsOpensCopiesAndOnlySoMany() {
    LoneReplicator replicator = replicator(ALONE);
    assertThat(replicator.tell(copy(replicator, 1)))
        .containsExactly(notLeader(1, Optional.empty()));
    replicator.lead();

    for (int i = 0; i < Copies.MOST; i++) {
      replicator.ref.tell(copy(replicator, i));
    }
    List<Object> heard = replicator.tell(copy(replicator, 9));

    assertThat(only(RejectedBurst.class, heard))
        .containsExactly(new RejectedBurst(0, 9, new RejectedBurst.Reason.Busy()));
  }

  @Test
  void candidatesAskVotersWhereTheViewSaysThatTheyAreNow() {
    LoneReplicator replicator = replicator(BOTH);
    Peer moved = new Peer(Stage.OTHER.id(), "127.0.0.1:99");
    ClusterView view =
        new ClusterView(
            List.of(
                new ClusterView.Node(moved.id(), moved.address(), Optional.empty(), true, false)));

    List<Object> heard =
        replicator.tell(
            new Replicator.ViewChanged(view, new TreeSet<>()), new Replicator.BeginTerm(0, false));

    assertThat(only(ElectionCoordinator.TermBegun.class, heard))
        .singleElement()
        .satisfies(begun ->
            assertThat(begun.configuration().voters())
                .extracting(Member::peer)
                .containsExactly(Stage.SELF, moved));
  }

  @Test
  void whatArrivesBeforeItKnowsItsFamilyIsLost() {
    LoneReplicator replicator = replicator(ALONE);
    Surroundings surroundings = Stage.surroundings(KIT.system(), new Stage.HandClock(), 1);
    BehaviorTestKit<Replicator.Command> early =
        BehaviorTestKit.create(
            Replicator.create(surroundings, 0, new ReplicaRefs(KIT.system(), 0)));

    early.run(replicator.write(1, 10));

    assertThat(early.isAlive()).isTrue();
    assertThat(replicator.heard()).isEmpty();
  }

  @Test
  void theOnlyVoterTakesOfficeAndTellsItsFamilyAndItsEdge() {
    LoneReplicator replicator = replicator(ALONE);

    List<Object> heard = replicator.lead();

    assertThat(only(ElectionCoordinator.TermBegun.class, heard)).hasSize(1);
    assertThat(heard)
        .contains(
            new HeartbeatMonitor.Lead(),
            new ElectionCoordinator.LeaderHeard(),
            new LeaderChange(0, 1, Optional.of(Stage.SELF)));
    assertThat(only(Store.Lead.class, heard)).hasSize(1);
    assertThat(only(Store.Apply.class, heard).getFirst().entries())
        .containsExactly(Committed.empty(1, 0));
  }

  @Test
  void aMinorityDoesNotTakeOffice() {
    LoneReplicator replicator = replicator(BOTH);

    List<Object> heard = replicator.lead();

    assertThat(only(ElectionCoordinator.TermBegun.class, heard)).hasSize(1);
    assertThat(only(Store.Lead.class, heard)).isEmpty();
    heard = replicator.tell(new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));
    assertThat(only(Store.Lead.class, heard)).hasSize(1);
  }

  @Test
  void aWriteIsHandedToTheStoreWithWhoeverWaitsForIt() {
    LoneReplicator replicator = replicator(ALONE);
    replicator.lead();
    Replicator.Write write = replicator.write(1, 10);

    List<Object> heard = replicator.tell(write);

    assertThat(only(Store.Apply.class, heard))
        .containsExactly(
            new Store.Apply(
                List.of(
                    new Committed(
                        2, 0, List.of(write.burst()), List.of(Optional.of(write.replyTo()))))));
    assertThat(only(RejectedBurst.class, heard)).isEmpty();
  }

  @Test
  void aWriteThatAsksForTheLeadersMemoryIsAnsweredAtOnce() {
    LoneReplicator replicator = replicator(BOTH);
    replicator.lead();
    replicator.tell(new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));

    List<Object> heard =
        replicator.tell(
            new Replicator.Write(
                1,
                LoneReplicator.burst(10),
                List.of(77L),
                replicator.anyone(),
                replicator.anyone()));

    assertThat(only(Store.Apply.class, heard)).isEmpty(); // the other has not answered
    assertThat(only(Answers.class, heard))
        .containsExactly(
            new Answers(
                0,
                List.of(
                    new Answers.Answer(
                        77,
                        new Outcome.Done(
                            new Result.Written(new Revision(2), false),
                            new Assurance.Acknowledged(Ack.LEADER))))));
  }

  @Test
  void readsOfTheOnlyVoterGoToTheStore() {
    LoneReplicator replicator = replicator(ALONE);
    replicator.lead();

    assertThat(replicator.tell(read(replicator, 1)))
        .containsExactly(new Store.Read(replicator.anyone(), List.of(), 0));
  }

  @Test
  void whatWaitsInTheMailboxIsOneAppend() throws InterruptedException {
    CountDownLatch beating = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    ReplicaListener busy =
        Stage.listener(
            Input.Beat.class,
            () -> {
              beating.countDown();
              await(told);
            });
    LoneReplicator replicator = replicator(ALONE, busy, Stage.raft().pendingBytes());
    replicator.lead();
    replicator.ref.tell(new Replicator.Beat());
    beating.await();
    replicator.ref.tell(replicator.write(1, 10));
    replicator.ref.tell(replicator.write(2, 20));
    replicator.ref.tell(replicator.write(3, 30));
    told.countDown();

    List<Store.Apply> applied = only(Store.Apply.class, replicator.heard());

    assertThat(applied).hasSize(1);
    assertThat(applied.getFirst().entries()).hasSize(1);
    Committed entry = applied.getFirst().entries().getFirst();
    assertThat(entry.firstIndex()).isEqualTo(2);
    assertThat(entry.bursts())
        .containsExactly(
            LoneReplicator.burst(10), LoneReplicator.burst(20), LoneReplicator.burst(30));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void overTheLimitItIsBusyUntilWhatWaitsIsCommitted() {
    LoneReplicator replicator = replicator(BOTH, Stage.NOBODY_LISTENS, 1000);
    replicator.lead();
    replicator.tell(new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));
    assertThat(only(RejectedBurst.class, replicator.tell(replicator.write(1, 600)))).isEmpty();

    assertThat(only(RejectedBurst.class, replicator.tell(replicator.write(2, 600))))
        .containsExactly(new RejectedBurst(0, 2, new RejectedBurst.Reason.Busy()));

    replicator.tell(replicator.from(Stage.OTHER, new Message.Appended(1, 2, 0)));
    assertThat(only(RejectedBurst.class, replicator.tell(replicator.write(3, 600)))).isEmpty();
  }

  @Test
  void whatIsForAnotherLineageOrIdentityIsIgnored() {
    LoneReplicator replicator = replicator(BOTH);
    Replicator.FromPeer mine = replicator.from(Stage.OTHER, BEAT);

    assertThat(
            replicator.tell(
                new Replicator.FromPeer(Stage.OTHER, mine.to(), mine.lineage() + 1, BEAT),
                new Replicator.FromPeer(Stage.OTHER, new NodeId("a", 99), mine.lineage(), BEAT)))
        .isEmpty();

    assertThat(replicator.tell(mine))
        .contains(
            new HeartbeatMonitor.LeaderHeard(Stage.OTHER.id()),
            replicator.to(Stage.OTHER, new Message.Appended(1, 0, 0)));
  }

  @Test
  void whoStepsAsideBeginsNoTerm() {
    LoneReplicator replicator = replicator(ALONE);

    replicator.tell(new Replicator.StepAside());

    assertThat(replicator.lead()).isEmpty();
  }

  /** A leader of three, of whom the others have all that it has. */
  private LoneReplicator leaderOfThree() {
    LoneReplicator replicator = replicator(Stage.founders(Stage.SELF, Stage.OTHER, Stage.THIRD));
    replicator.tell(
        view(),
        new Replicator.BeginTerm(0, false),
        new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));
    Message hasAll = new Message.Appended(1, 1, 0);
    replicator.tell(replicator.from(Stage.OTHER, hasAll), replicator.from(Stage.THIRD, hasAll));
    return replicator;
  }

  /** Of three nodes, on their way out if they are among these. */
  private static Replicator.ViewChanged view(Peer... leaving) {
    return new Replicator.ViewChanged(
        new ClusterView(
            Stream.of(Stage.SELF, Stage.OTHER, Stage.THIRD)
                .map(peer ->
                    new ClusterView.Node(
                        peer.id(),
                        peer.address(),
                        Optional.empty(),
                        true,
                        List.of(leaving).contains(peer)))
                .toList()),
        new TreeSet<>());
  }

  private static Replicator.FromPeer campaignNow(LoneReplicator replicator, Peer target) {
    return replicator.to(target, new Message.CampaignNow(1, target.id()));
  }

  @Test
  void whoHandsOverToOneThatTurnsOutToLeaveTakesWritesAgain() {
    LoneReplicator replicator = leaderOfThree();
    Optional<NodeId> other = Optional.of(Stage.OTHER.id());
    assertThat(replicator.tell(new Replicator.HandOver(other)))
        .contains(campaignNow(replicator, Stage.OTHER));
    assertThat(replicator.tell(view(), replicator.write(1, 10)))
        .contains(notLeader(1, Optional.empty()));

    List<Object> heard = replicator.tell(view(Stage.OTHER), replicator.write(2, 10));

    assertThat(only(RejectedBurst.class, heard)).isEmpty();
  }

  @Test
  void ofSeveralThatStopEachHandsOverToOneThatStays() {
    LoneReplicator replicator = leaderOfThree();
    assertThat(replicator.tell(new Replicator.StepAside()))
        .contains(campaignNow(replicator, Stage.OTHER));

    assertThat(replicator.tell(view(Stage.SELF, Stage.OTHER)))
        .contains(campaignNow(replicator, Stage.THIRD));
  }

  @Test
  void aLeaderOfThePastDismissesNobody() {
    LoneReplicator replicator = replicator(BOTH);
    replicator.tell(new Replicator.TermSeen(5));

    assertThat(replicator.tell(new Replicator.Dismissed(4))).isEmpty();
    assertThat(replicator.tell(new Replicator.Dismissed(5))).containsExactly("discard");
  }

  @Test
  void aLeaderTellsANodeThatAsksThatItsShardIsWholeWithoutIt() {
    LoneReplicator replicator = replicator(Stage.founders(Stage.SELF, Stage.OTHER, Stage.THIRD));
    Peer spare = new Peer(new NodeId("spare", 4), "127.0.0.1:4");
    Replicator.AskedIfNeeded asks = new Replicator.AskedIfNeeded(spare);
    replicator.tell(
        new Replicator.BeginTerm(0, false),
        new Replicator.TakeOffice(1, List.of(Stage.OTHER.id()), List.of()));
    Message hasAll = new Message.Appended(1, 1, 0);
    replicator.tell(replicator.from(Stage.OTHER, hasAll));
    assertThat(only(ShardReplica.NotNeeded.class, replicator.tell(asks))).isEmpty();

    replicator.tell(replicator.from(Stage.THIRD, hasAll));

    assertThat(only(ShardReplica.NotNeeded.class, replicator.tell(asks)))
        .containsExactly(new ShardReplica.NotNeeded(spare.id()));
  }
}
