package dev.memdi.raft;

import static dev.memdi.raft.LoneReplica.births;
import static dev.memdi.raft.LoneReplica.canvass;
import static dev.memdi.raft.LoneReplica.declare;
import static dev.memdi.raft.LoneReplica.hears;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.NodeId;
import dev.memdi.durable.IncompleteLogException;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a replica with its log: when it comes back, and when the log fails. */
class ShardReplicaLogTest {
  private static final ActorTestKit KIT = ActorTestKit.create(MemoryLog.CONFIG);
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final Birth.Founders ALONE = Stage.founders(Stage.SELF);

  /** An earlier life of this node. */
  private static final Peer EARLIER =
      new Peer(new NodeId(Stage.SELF.id().name(), 99), "127.0.0.1:99");

  private static final Birth.Founders EARLIER_ALL =
      Stage.founders(EARLIER, Stage.OTHER, Stage.THIRD);
  private static final Durable FOUNDED_EARLIER = Stage.founded(EARLIER, EARLIER_ALL);
  private static final Durable TERM_3 = new Durable.TermAdvanced(3, Optional.empty());
  private static final Duration ALMOST_THE_PAUSE = Duration.ofMillis(950);
  private static final Duration A_LITTLE = Duration.ofMillis(100);

  private Optional<LoneReplica> started = Optional.empty();

  @BeforeEach
  void forget() {
    JOURNAL.clearAll();
  }

  @AfterEach
  void stop() {
    started.ifPresent(LoneReplica::stop);
    JOURNAL.resetPolicy();
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private LoneReplica replica() {
    LoneReplica replica = new LoneReplica(KIT, Optional.of(MemoryLog.PLUGINS));
    started = Optional.of(replica);
    return replica;
  }

  /** A shard of this replica alone, founded in this life. */
  private LoneReplica founded() {
    LoneReplica replica = replica();
    replica.awaitBlank();
    replica.tell(declare(1, ALONE));
    replica.awaitBorn(Duration.ZERO);
    return replica;
  }

  private static List<Durable> persisted() {
    return MemoryLog.persisted(JOURNAL, LoneReplica.LOG);
  }

  private static void earlier(Durable... changes) {
    MemoryLog.hold(JOURNAL, LoneReplica.LOG, changes);
  }

  private static ShardReplica.Dismiss dismiss(Birth.Founders founders, long term) {
    return new ShardReplica.Dismiss(Stage.SELF.id(), founders.lineage(), term);
  }

  /** Until a message to its replicator, and whatever that says to the replica, has arrived. */
  private static void awaitReplicator(LoneReplica replica) {
    replica
        .replicator()
        .tell(
            new Replicator.Write(
                1, LoneReplicator.burst(1), List.of(), replica.anyone(), replica.anyone()));
    replica.await(RejectedBurst.class);
  }

  @Test
  void aReplicaThatComesBackIsWhatItWas() {
    earlier(FOUNDED_EARLIER, TERM_3);
    LoneReplica replica = replica();
    assertThat(replica.awaitBorn(Duration.ZERO)).isEqualTo(EARLIER_ALL);

    Message beat = new Message.Append(3, 0, 0, List.of(), 0, 0, 0);
    long lineage = EARLIER_ALL.lineage();
    replica.replicator().tell(new Replicator.FromPeer(Stage.OTHER, Stage.SELF.id(), lineage, beat));
    replica.replicator().tell(new Replicator.FromPeer(Stage.THIRD, EARLIER.id(), lineage, beat));

    // under the identity that its log has, where its node is now; to the other one it is deaf
    assertThat(replica.await(Replicator.FromPeer.class))
        .isEqualTo(
            new Replicator.FromPeer(
                new Peer(EARLIER.id(), Stage.SELF.address()),
                Stage.THIRD.id(),
                lineage,
                new Message.Appended(3, 0, 0)));
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER, TERM_3);
  }

  @Test
  void aFailingWriteSuspendsItUntilItComesBackWithWhatIsDurable() {
    LoneReplica replica = founded();
    JOURNAL.failNextPersisted(LoneReplica.LOG, new IOException("no space left"));

    replica.replicator().tell(new Replicator.BeginTerm(0, true));

    replica.await(LeaderChange.noReplica(0)::equals, Duration.ZERO);
    assertThat(LoneReplicator.only(LoneReplica.Suspended.class, replica.said)).hasSize(1);
    assertThat(births(replica.tell(canvass(9, ALONE)))).isEmpty();
    replica.pass(ALMOST_THE_PAUSE);
    assertThat(births(replica.tell(canvass(9, ALONE)))).isEmpty();
    replica.pass(A_LITTLE);
    assertThat(replica.awaitBorn(A_LITTLE)).isEqualTo(ALONE);
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), ALONE, true));
    // it knows nothing of the vote that was not durable, and can begin that term again
    replica.replicator().tell(new Replicator.BeginTerm(0, true));
    replica.await(new LeaderChange(0, 1, Optional.of(Stage.SELF))::equals, Duration.ZERO);
    assertThat(persisted()).contains(new Durable.TermAdvanced(1, Optional.of(Stage.SELF.id())));
  }

  @Test
  void whoHasSteppedAsideBeginsNoTermAfterItsLogHasFailedEither() {
    LoneReplica replica = founded();
    replica.tell(
        new ShardReplica.StepAside(), new ShardReplica.LogFailed(new IOException("no space left")));
    replica.awaitBorn(A_LITTLE);

    replica.replicator().tell(new Replicator.BeginTerm(0, true));

    awaitReplicator(replica);
    assertThat(LoneReplicator.only(LeaderChange.class, replica.said))
        .containsExactly(LeaderChange.noReplica(0));
  }

  @Test
  void aBirthThatCouldNotBeWrittenDidNotHappen() {
    LoneReplica replica = replica();
    replica.awaitBlank();
    JOURNAL.failNextPersisted(LoneReplica.LOG, new IOException("no space left"));

    replica.ref.tell(declare(1, ALONE));

    replica.await(LoneReplica.Suspended.class);
    replica.awaitBlank();
    assertThat(births(replica.tell(canvass(2, ALONE))))
        .filteredOn(said -> !(said instanceof Birth.Message.Blank)) // said again from time to time
        .hasOnlyElementsOfType(Birth.Message.Promise.class);
    assertThat(persisted()).isEmpty();
  }

  @Test
  void aLogThatCannotBeReadForAWhileIsTriedAgain() {
    earlier(FOUNDED_EARLIER);
    JOURNAL.failNextRead(LoneReplica.LOG, new IOException("a disk that is not there"));
    LoneReplica replica = replica();

    replica.await(LoneReplica.Suspended.class);

    assertThat(births(replica.tell(canvass(9, EARLIER_ALL)))).isEmpty();
    assertThat(replica.awaitBorn(A_LITTLE)).isEqualTo(EARLIER_ALL);
    assertThat(LoneReplicator.only(LoneReplica.Failed.class, replica.said)).isEmpty();
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER);
  }

  @Test
  void aDamagedLogOfAnEarlierLifeIsGivenUpForTheOthersToHeal() {
    Entry behindAGap = new Entry(3, 5, 0, Payload.NO_OP);
    earlier(FOUNDED_EARLIER, TERM_3, new Durable.EntriesAppended(List.of(behindAGap)));
    LoneReplica replica = replica();

    replica.awaitBlank();

    assertThat(LoneReplicator.only(LoneReplica.Suspended.class, replica.said)).isNotEmpty();
    assertThat(LoneReplicator.only(LoneReplica.Failed.class, replica.said)).isEmpty();
    assertThat(persisted()).containsExactly(new Durable.Discarded());
    // what it promised or voted for is lost: it has no part in a birth, and needs another identity
    assertThat(births(replica.tell(canvass(9, EARLIER_ALL)))).isEmpty();
    replica.tell(
        new ShardReplica.Invite(EARLIER_ALL, Stage.OTHER, EARLIER.id()),
        new ShardReplica.Invite(EARLIER_ALL, Stage.OTHER, Stage.SELF.id()));
    assertThat(replica.awaitBorn(Duration.ZERO)).isEqualTo(EARLIER_ALL);
    assertThat(persisted())
        .containsExactly(
            new Durable.Discarded(), new Durable.Founded(Stage.SELF.id(), EARLIER_ALL, false));
  }

  @Test
  void aDamagedLogOfThisVeryLifeStopsItForGood() {
    LoneReplica replica = founded();
    JOURNAL.failNextPersisted(LoneReplica.LOG, new IOException("no space left"));
    replica.replicator().tell(new Replicator.BeginTerm(0, true));
    replica.await(LeaderChange.noReplica(0)::equals, Duration.ZERO);
    JOURNAL.failNextRead(
        LoneReplica.LOG, new IncompleteLogException("a gap", new IOException("a hole")));

    replica.await(LoneReplica.Failed.class::isInstance, A_LITTLE);

    replica.expectEnd();
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), ALONE, true));
  }

  /** Later lives of the nodes of this one's fellow founders. */
  private static final Peer OTHER_LATER = new Peer(new NodeId("b", 20), "127.0.0.1:20");

  private static final Peer THIRD_LATER = new Peer(new NodeId("c", 30), "127.0.0.1:30");

  private static ShardReplica.AboutBirth isBlank(Peer peer) {
    return hears(new Birth.Message.Blank(peer));
  }

  /** Of the founders' disks, only this one's knows of the birth. */
  private LoneReplica cutShort(Durable... changes) {
    earlier(changes);
    LoneReplica replica = replica();
    replica.awaitBorn(Duration.ZERO);
    replica.tell(LoneReplica.view(Stage.SELF, OTHER_LATER, THIRD_LATER));
    return replica;
  }

  @Test
  void aBirthOfWhichAMinoritysDisksKnowIsTakenBackAndThereIsAnother() {
    LoneReplica replica = cutShort(FOUNDED_EARLIER);
    assertThat(births(replica.tell(isBlank(OTHER_LATER))))
        .as("whoever hears of the shard notes that for good")
        .isEmpty();
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER);

    replica.tell(isBlank(THIRD_LATER));
    replica.awaitBlank();

    assertThat(persisted()).isEmpty();
    Birth.Founders now = Stage.founders(Stage.SELF, OTHER_LATER, THIRD_LATER);
    assertThat(births(replica.tell(canvass(9, now))))
        .filteredOn(said -> !(said instanceof Birth.Message.Blank))
        .hasOnlyElementsOfType(Birth.Message.Promise.class);
    replica.tell(declare(9, now));
    replica.await(
        said ->
            said instanceof ShardReplica.AboutBirth about
                && about.message() instanceof Birth.Message.Born born
                && born.founders().equals(now),
        Duration.ZERO,
        isBlank(OTHER_LATER));
    assertThat(persisted()).containsExactly(Stage.founded(Stage.SELF, now));
  }

  @Test
  void aMajorityThatMayHaveBeenBornIsWaitedFor() {
    LoneReplica replica = cutShort(FOUNDED_EARLIER);

    replica.tell(isBlank(OTHER_LATER), isBlank(OTHER_LATER));
    replica.tell(LoneReplica.view(Stage.SELF, OTHER_LATER));
    replica.tell(isBlank(THIRD_LATER)); // of a life that is over, or not seen yet

    assertStaysBorn(replica);
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER);
  }

  @Test
  void whoHasVotedDoesNotTakeItsBirthBack() {
    LoneReplica replica = cutShort(FOUNDED_EARLIER, TERM_3);

    replica.tell(isBlank(OTHER_LATER), isBlank(THIRD_LATER));

    assertStaysBorn(replica);
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER, TERM_3);
  }

  @Test
  void norDoesWhoHasVotedSinceItCameBack() {
    LoneReplica replica = cutShort(FOUNDED_EARLIER);
    replica.replicator().tell(new Replicator.BeginTerm(0, true));
    replica.await(said -> persisted().size() == 2, Duration.ZERO, isBlank(Stage.OTHER));

    replica.tell(isBlank(OTHER_LATER), isBlank(THIRD_LATER));

    assertThat(replica.awaitBorn(A_LITTLE)).isEqualTo(EARLIER_ALL);
    assertThat(replica.said).as("its log was read again").contains(LeaderChange.noReplica(0));
    assertThat(persisted())
        .containsExactly(FOUNDED_EARLIER, new Durable.TermAdvanced(1, Optional.of(EARLIER.id())));
  }

  @Test
  void aMemberOfAnEarlierLifeThatIsDismissedBeginsAnew() {
    earlier(FOUNDED_EARLIER, TERM_3);
    LoneReplica replica = replica();
    replica.awaitBorn(Duration.ZERO);

    replica.tell(dismiss(EARLIER_ALL, 3));

    replica.awaitBlank();
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER, TERM_3, new Durable.Discarded());
    assertThat(births(replica.tell(canvass(9, EARLIER_ALL)))).isEmpty();
  }

  @Test
  void neitherALeaderOfThePastNorThatOfAnotherShardDismissesIt() {
    earlier(FOUNDED_EARLIER, TERM_3);
    LoneReplica replica = replica();
    replica.awaitBorn(Duration.ZERO);

    replica.tell(
        dismiss(EARLIER_ALL, 2),
        dismiss(ALONE, 3),
        new ShardReplica.Dismiss(EARLIER.id(), EARLIER_ALL.lineage(), 3));

    assertStaysBorn(replica);
    assertThat(persisted()).containsExactly(FOUNDED_EARLIER, TERM_3);
  }

  @Test
  void whoWasFoundedInThisLifeIsNotDismissed() {
    LoneReplica replica = founded();

    replica.tell(dismiss(ALONE, 9));

    assertStaysBorn(replica);
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), ALONE, true));
  }

  @Test
  void theEdgeHearsThatADismissedReplicaIsNoMore() {
    earlier(FOUNDED_EARLIER, TERM_3);
    LoneReplica replica = replica();
    replica.awaitBorn(Duration.ZERO);
    replica
        .replicator()
        .tell(
            new Replicator.FromPeer(
                Stage.THIRD,
                EARLIER.id(),
                EARLIER_ALL.lineage(),
                new Message.Append(3, 0, 0, List.of(), 0, 0, 0)));
    replica.await(new LeaderChange(0, 3, Optional.of(Stage.THIRD))::equals, Duration.ZERO);

    replica.await(LeaderChange.noReplica(0)::equals, Duration.ZERO, dismiss(EARLIER_ALL, 3));
  }

  @Test
  void whatItsReplicatorLearnedBeforeItHeardOfTheEndIsNotTheLastThatTheEdgeHears() {
    LoneReplica replica = founded();
    replica.holdReplicator();
    replica.replicator().tell(new Replicator.BeginTerm(0, true));

    replica.tell(new ShardReplica.LogFailed(new IOException("no space left")));
    replica.letReplicatorGo();

    replica.awaitBorn(A_LITTLE);
    awaitReplicator(replica);
    // the term that it had begun is not on its disk, and those that it will follow may be lower
    assertThat(LoneReplicator.only(LeaderChange.class, replica.said))
        .containsExactly(new LeaderChange(0, 1, Optional.empty()), LeaderChange.noReplica(0));
  }

  private static void assertStaysBorn(LoneReplica replica) {
    awaitReplicator(replica);
    assertThat(births(replica.tell(hears(new Birth.Message.Blank(Stage.OTHER)))))
        .hasOnlyElementsOfType(Birth.Message.Born.class);
  }
}
