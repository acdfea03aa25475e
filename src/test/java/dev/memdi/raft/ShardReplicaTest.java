package dev.memdi.raft;

import static dev.memdi.raft.LoneReplica.births;
import static dev.memdi.raft.LoneReplica.canvass;
import static dev.memdi.raft.LoneReplica.declare;
import static dev.memdi.raft.LoneReplica.hears;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Durable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a replica comes to be, in memory and on disk. */
class ShardReplicaTest {
  private static final ActorTestKit KIT = ActorTestKit.create(MemoryLog.CONFIG);
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final Birth.Founders ALL = Stage.founders(Stage.SELF, Stage.OTHER, Stage.THIRD);

  private Optional<LoneReplica> started = Optional.empty();

  @BeforeEach
  void forget() {
    JOURNAL.clearAll();
  }

  @AfterEach
  void stop() {
    started.ifPresent(LoneReplica::stop);
    started = Optional.empty();
    JOURNAL.resetPolicy();
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private LoneReplica inMemory() {
    return start(new LoneReplica(KIT, Optional.empty()));
  }

  private LoneReplica onDisk() {
    return start(new LoneReplica(KIT, Optional.of(MemoryLog.PLUGINS)));
  }

  private LoneReplica start(LoneReplica replica) {
    stop();
    started = Optional.of(replica);
    return replica;
  }

  private static List<Durable> persisted() {
    return MemoryLog.persisted(JOURNAL, LoneReplica.LOG);
  }

  @Test
  void aBlankReplicaSaysAtOnceThatItHoldsNothing() {
    TestProbe<Changes> pieces = KIT.createTestProbe();

    inMemory().tell(new ShardReplica.ReadChanges(Bytes.EMPTY, 5, pieces.getRef()));

    assertThat(pieces.receiveMessage()).isEqualTo(new Changes(0, 5, 0, false, List.of()));
  }

  @Test
  void aBlankReplicaCanvassesWhomItSeesOnceTheyAreEnough() {
    LoneReplica replica = inMemory();
    replica.tell(LoneReplica.view(Stage.SELF, Stage.OTHER));
    replica.pass(Duration.ofSeconds(1));
    assertThat(births(replica.tell())).isEmpty();

    replica.tell(LoneReplica.view(Stage.SELF, Stage.OTHER, Stage.THIRD));

    ShardReplica.AboutBirth first =
        (ShardReplica.AboutBirth)
            replica.await(ShardReplica.AboutBirth.class::isInstance, Duration.ofMillis(200));
    assertThat(first.message())
        .isEqualTo(
            new Birth.Message.Canvass(new Birth.Ballot(1, Stage.SELF.id()), ALL, Stage.SELF));
    assertThat(
            LoneReplicator.only(ShardReplica.AboutBirth.class, replica.said).stream()
                .filter(about -> about.message().equals(first.message()))
                .map(ShardReplica.AboutBirth::to))
        .containsExactly(Stage.SELF.id(), Stage.OTHER.id(), Stage.THIRD.id());
  }

  @Test
  void aBlankReplicaPromises() {
    assertThat(births(inMemory().tell(canvass(1, ALL))))
        .containsExactly(
            new Birth.Message.Promise(LoneReplica.ballot(1), Stage.SELF.id(), List.of()));
  }

  @Test
  void aDeclaredFounderIsBornAndSaysSo() {
    List<Object> said = inMemory().tell(declare(1, ALL), canvass(2, ALL));

    assertThat(births(said)).containsExactly(new Birth.Message.Born(LoneReplica.ballot(2), ALL));
  }

  @Test
  void whatIsForAnotherLifeOfTheNodeIsNotHeard() {
    LoneReplica replica = inMemory();
    NodeId another = new NodeId(Stage.SELF.id().name(), 99);

    replica.tell(
        new ShardReplica.AboutBirth(another, declare(1, ALL).message()),
        new ShardReplica.Invite(ALL, Stage.OTHER, another));

    assertThat(births(replica.tell(canvass(2, ALL))))
        .hasOnlyElementsOfType(Birth.Message.Promise.class);
  }

  @Test
  void aFounderIsBornOnceThatIsDurable() {
    LoneReplica replica = onDisk();
    replica.awaitBlank();

    replica.tell(declare(1, ALL));

    assertThat(replica.awaitBorn(Duration.ZERO)).isEqualTo(ALL);
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), ALL, true));
  }

  @Test
  void whoeverIsBeingBornPromisesNothing() {
    LoneReplica replica = onDisk();
    replica.awaitBlank();
    CountDownLatch disk = new CountDownLatch(1);
    JOURNAL.withPolicy((id, operation) -> {
      if (operation instanceof WriteEvents) {
        await(disk);
      }
      return ProcessingSuccess.getInstance();
    });
    Birth.Founders rivals = Stage.founders(Stage.SELF, Stage.OTHER);
    try {
      List<Object> said =
          replica.tell(declare(1, ALL), canvass(2, rivals), declare(2, rivals), canvass(3, ALL));

      assertThat(births(said)).isEmpty();
    } finally {
      disk.countDown();
    }
    assertThat(replica.awaitBorn(Duration.ZERO)).isEqualTo(ALL);
    assertThat(births(replica.said)).noneMatch(Birth.Message.Promise.class::isInstance);
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), ALL, true));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFounderThatIsInvitedIsAFounder() {
    LoneReplica replica = onDisk();
    replica.awaitBlank();

    replica.tell(new ShardReplica.Invite(ALL, Stage.OTHER, Stage.SELF.id()));

    replica.awaitBorn(Duration.ZERO);
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), ALL, true));
  }

  @Test
  void whoIsTakenInLaterIsNoFounder() {
    LoneReplica replica = onDisk();
    replica.awaitBlank();
    Birth.Founders others = Stage.founders(Stage.OTHER, Stage.THIRD);

    replica.tell(new ShardReplica.Invite(others, Stage.OTHER, Stage.SELF.id()));

    assertThat(replica.awaitBorn(Duration.ZERO)).isEqualTo(others);
    assertThat(persisted()).containsExactly(new Durable.Founded(Stage.SELF.id(), others, false));
  }

  @Test
  void aBlankReplicaThatHearsOfTheShardFoundsNoneEvenAfterARestart() {
    LoneReplica replica = onDisk();
    replica.awaitBlank();
    Birth.Founders others = Stage.founders(Stage.OTHER, Stage.THIRD);

    replica.tell(hears(new Birth.Message.Born(LoneReplica.ballot(0), others)));

    assertFoundsNone(replica);
    JOURNAL.expectNextPersisted(LoneReplica.LOG, LogEvent.of(new Durable.Discarded()));
    LoneReplica restarted = onDisk();
    restarted.awaitBlank();
    assertFoundsNone(restarted);
    assertThat(persisted()).containsExactly(new Durable.Discarded());
    // but it may be taken in
    restarted.tell(new ShardReplica.Invite(others, Stage.OTHER, Stage.SELF.id()));
    assertThat(restarted.awaitBorn(Duration.ZERO)).isEqualTo(others);
  }

  @Test
  void theEdgeHearsLastThatAReplicaThatHasFailedIsNoMore() {
    LoneReplica replica = inMemory();
    replica.tell(declare(1, Stage.founders(Stage.SELF)));
    replica.awaitBorn(Duration.ZERO);
    replica.holdReplicator();
    replica.replicator().tell(new Replicator.BeginTerm(0, false));

    replica.failFamily();
    replica.letReplicatorGo();

    replica.expectEnd();
    replica.tell();
    List<LeaderChange> heard = LoneReplicator.only(LeaderChange.class, replica.said);
    assertThat(heard).hasSizeGreaterThan(1).endsWith(LeaderChange.noReplica(0));
  }

  private static void assertFoundsNone(LoneReplica replica) {
    assertThat(births(replica.tell(canvass(1, ALL)))).isEmpty();
    replica.tell(LoneReplica.view(Stage.SELF, Stage.OTHER, Stage.THIRD));
    int before = replica.said.size();
    replica.await(ShardReplica.AboutBirth.class::isInstance, Duration.ofMillis(200));
    assertThat(births(replica.said.subList(before, replica.said.size())))
        .hasOnlyElementsOfType(Birth.Message.Blank.class);
  }
}
