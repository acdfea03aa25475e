package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.cluster.Post;
import dev.memdi.config.Settings;
import dev.memdi.raft.LeaderChange;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a session asks; of two nodes, on each of which the replicator is a probe. */
class ShardSessionTest {
  // a session that knows nothing asks the first by name
  private static final OneNode HERE = new OneNode(new NodeId("b", 2));
  private static final OneNode THERE = new OneNode(new NodeId("a", 1));
  private static final Peer SELF = HERE.peer;
  private static final Peer OTHER = THERE.peer;
  private static final Key KEY = Key.utf8("k");

  private final AtomicLong nanos = new AtomicLong();
  private final ActorRef<ShardSession.Command> session =
      HERE.kit.spawn(
          ShardSession.create(
              SELF, 0, clock(), Settings.from(ConfigFactory.empty()), new Post(HERE.kit.system())));

  private final TestProbe<Changes> pieces = HERE.kit.createTestProbe();

  @BeforeEach
  void seeBoth() {
    session.tell(new ShardSession.ViewChanged(new ClusterView(List.of(node(SELF), node(OTHER)))));
  }

  @AfterEach
  void stop() {
    HERE.kit.stop(session);
  }

  @AfterAll
  static void shutDown() {
    HERE.kit.shutdownTestKit();
    THERE.kit.shutdownTestKit();
  }

  private static ClusterView.Node node(Peer peer) {
    return new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), true, false);
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public long nanos() {
        return nanos.get();
      }

      @Override
      public long epochMillis() {
        return nanos.get() / 1_000_000;
      }
    };
  }

  private void leads(long term, Peer leader) {
    session.tell(new ShardSession.LeaderChanged(new LeaderChange(0, term, Optional.of(leader))));
  }

  private void loseReplica() {
    session.tell(new ShardSession.LeaderChanged(LeaderChange.noReplica(0)));
  }

  private void submit(Operation operation, Consistency consistency) {
    submit(operation, consistency, outcome -> {});
  }

  private void submit(Operation operation, Consistency consistency, Consumer<Outcome> whenDone) {
    session.tell(
        new ShardSession.Submit(
            new Request(operation, Ack.QUORUM, consistency, Duration.ofMinutes(1)), whenDone));
  }

  private void awaitAnswerOfLocalRead() {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    submit(new Operation.Get(KEY), Consistency.LOCAL, answer::complete);
    Replicator.ReadLocal asked = HERE.asked.expectMessageClass(Replicator.ReadLocal.class);
    long sequence = asked.reads().getFirst().sequence();
    Outcome whatever = new Outcome.Unknown("whatever");
    asked.replyTo().tell(new Answers(0, List.of(new Answers.Answer(sequence, whatever))));
    answer.join();
  }

  @Test
  void aWriteGoesToAnotherNodeOnceTheReplicaHereIsNoMore() {
    leads(1, SELF);
    submit(Operation.Set.of(KEY, Bytes.utf8("v")), Consistency.LINEARIZABLE);
    Replicator.Write here = HERE.asked.expectMessageClass(Replicator.Write.class);

    loseReplica();
    nanos.addAndGet(Duration.ofMillis(500).toNanos()); // it is overdue by now

    Replicator.Write there = THERE.asked.expectMessageClass(Replicator.Write.class);
    assertThat(there.burst()).isEqualTo(here.burst()); // the same write, under the same number
    HERE.asked.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aReadOfWhateverReplicaGoesToTheOneHereWhileThereIsOne() {
    leads(1, OTHER);
    submit(new Operation.Get(KEY), Consistency.LOCAL);
    HERE.asked.expectMessageClass(Replicator.ReadLocal.class);

    loseReplica();
    THERE.asked.expectMessageClass(Replicator.ReadLocal.class); // it was not answered
    submit(new Operation.Get(KEY), Consistency.LOCAL);

    THERE.asked.expectMessageClass(Replicator.ReadLocal.class);
    HERE.asked.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aLeaderThatOnlyARejectionNamesIsGivenUpForTheReplicasIfItDoesNotAnswer() {
    leads(1, OTHER);
    submit(new Operation.Get(KEY), Consistency.LINEARIZABLE);
    Replicator.Read first = THERE.asked.expectMessageClass(Replicator.Read.class);

    first
        .rejectTo()
        .tell(
            new RejectedBurst(
                0, first.number(), new RejectedBurst.Reason.NotLeader(Optional.of(SELF))));
    HERE.asked.expectMessageClass(Replicator.Read.class); // and gets no answer
    nanos.addAndGet(Duration.ofSeconds(1).toNanos()); // it is overdue by now

    assertThat(THERE.asked.expectMessageClass(Replicator.Read.class).reads())
        .isEqualTo(first.reads());
  }

  /** One that its shard has removed hears of a new term, but not whose it is. */
  @Test
  void anotherNodeIsAskedWhenTheReplicaHereKnowsOfNoLeaderForLongerThanAnElectionTakes() {
    leads(1, SELF);
    submit(Operation.Set.of(KEY, Bytes.utf8("v")), Consistency.LINEARIZABLE);
    Replicator.Write here = HERE.asked.expectMessageClass(Replicator.Write.class);

    session.tell(new ShardSession.LeaderChanged(new LeaderChange(0, 2, Optional.empty())));
    awaitAnswerOfLocalRead(); // so it has heard of that
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    Replicator.Write there = THERE.asked.expectMessageClass(Replicator.Write.class);
    assertThat(there.burst()).isEqualTo(here.burst());
  }

  @Test
  void aReplicaThatIsBackMayKnowLessThanItDid() {
    leads(5, SELF);
    leads(4, OTHER); // old news
    submit(new Operation.Get(KEY), Consistency.LINEARIZABLE);
    HERE.asked.expectMessageClass(Replicator.Read.class);

    loseReplica();
    leads(1, OTHER);

    THERE.asked.expectMessageClass(Replicator.Read.class);
    HERE.asked.expectNoMessage(Duration.ZERO);
  }

  private void watch(long from) {
    session.tell(new ShardSession.Poll(Bytes.EMPTY, from, pieces.getRef()::tell));
  }

  private static Changes nothing(long from, long next) {
    return new Changes(0, from, next, false, List.of());
  }

  @Test
  void aWatchWhereThereIsNoReplicaIsServedByAnotherNode() {
    watch(0);

    ShardReplica.ReadChanges there = THERE.watched.receiveMessage();
    there.replyTo().tell(nothing(0, 7));

    assertThat(pieces.receiveMessage()).isEqualTo(nothing(0, 7));
    HERE.watched.expectNoMessage(Duration.ZERO);
  }

  /** One that its shard has removed may not know, and stands still. */
  @Test
  void theLeaderIsAskedAsWellWhenTheReplicaHereHasNoNews() {
    leads(1, OTHER);
    watch(5);
    HERE.watched.receiveMessage().replyTo().tell(nothing(5, 5));

    ShardReplica.ReadChanges there = THERE.watched.receiveMessage();
    HERE.watched.receiveMessage(); // it waits on
    there.replyTo().tell(new Changes(0, 9, 12, true, List.of()));

    assertThat(pieces.receiveMessage()).isEqualTo(new Changes(0, 9, 12, true, List.of()));
  }
}
