package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.api.Key;
import dev.memdi.api.Revision;
import dev.memdi.raft.ShardReplica;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One question, to replicas that say what the test wants. */
class ChangesPollTest {
  private static final int SHARD = 3;
  private static final Changes HOLDS_NOTHING = empty(5, 0);

  private final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load()));
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<ShardReplica.Command> first = kit.createTestProbe();
  private final TestProbe<ShardReplica.Command> second = kit.createTestProbe();
  private final TestProbe<ShardReplica.Command> third = kit.createTestProbe();
  private final TestProbe<Changes> pieces = kit.createTestProbe();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private void poll(
      long from,
      Optional<TestProbe<ShardReplica.Command>> leader,
      List<TestProbe<ShardReplica.Command>> replicas) {
    kit.spawn(
        ChangesPoll.create(
            new ChangesPoll.Question(SHARD, Bytes.utf8("p"), from, pieces.getRef()::tell),
            replicas.stream().map(TestProbe::getRef).toList(),
            leader.map(TestProbe::getRef)));
  }

  private static Changes empty(long from, long next) {
    return new Changes(SHARD, from, next, false, List.of());
  }

  private static Changes change(long from, long next) {
    return new Changes(
        SHARD,
        from,
        next,
        false,
        List.of(
            new Changes.Event(
                Key.utf8("p1"), new Revision(next - 1), Optional.empty(), List.of(Cause.DELETE))));
  }

  private static ShardReplica.ReadChanges asked(TestProbe<ShardReplica.Command> replica) {
    return replica.expectMessageClass(ShardReplica.ReadChanges.class);
  }

  private static ActorRef<Changes> asked(TestProbe<ShardReplica.Command> replica, long from) {
    ShardReplica.ReadChanges read = asked(replica);
    assertThat(read.from()).isEqualTo(from);
    return read.replyTo();
  }

  private static void nobodyIsAsked(TestProbe<?>... replicas) {
    Stream.of(replicas).forEach(replica -> replica.expectNoMessage(Duration.ZERO));
  }

  @Test
  void whatTheFirstTellsIsTheAnswer() {
    poll(5, Optional.of(second), List.of(first, second));
    asked(first, 5).tell(change(5, 9));

    assertThat(pieces.receiveMessage()).isEqualTo(change(5, 9));
    nobodyIsAsked(second);
  }

  @Test
  void thePresentIsAskedOfTheNextWhereTheFirstHoldsNothing() {
    poll(0, Optional.empty(), List.of(first, second));
    asked(first, 0).tell(empty(0, 0));
    asked(second, 0).tell(empty(0, 7));

    assertThat(pieces.receiveMessage()).isEqualTo(empty(0, 7));
  }

  @Test
  void whoeverHoldsNothingIsNotAskedAgain() {
    poll(5, Optional.empty(), List.of(first, second, third));
    asked(first, 5).tell(HOLDS_NOTHING);
    asked(second, 5).tell(HOLDS_NOTHING);
    asked(third, 5).tell(change(5, 6));

    assertThat(pieces.receiveMessage()).isEqualTo(change(5, 6));
    nobodyIsAsked(first, second);
  }

  @Test
  void thatNobodyHoldsAnythingIsNotToldAtOnce() {
    poll(5, Optional.empty(), List.of(first));
    asked(first, 5).tell(HOLDS_NOTHING);
    time.expectNoMessageFor(ChangesPoll.LEAST.minusMillis(1), pieces);

    time.timePasses(Duration.ofMillis(1));

    assertThat(pieces.receiveMessage()).isEqualTo(empty(5, 5));
  }

  @Test
  void anEmptyPieceOfALaterMomentIsToldAtOnceIfTheLeaderSaysSo() {
    poll(5, Optional.of(first), List.of(first, second));
    ActorRef<Changes> answer = asked(first, 5);
    time.timePasses(Duration.ofSeconds(5));
    answer.tell(empty(5, 8));

    assertThat(pieces.receiveMessage()).isEqualTo(empty(5, 8));
    nobodyIsAsked(second);
  }

  /** It may have been removed from its shard, and not know it. */
  @Test
  void theLeaderIsAskedWhetherThereIsNothingWhileTheFirstWaitsOn() {
    poll(5, Optional.of(second), List.of(first, second, third));
    ActorRef<Changes> answer = asked(first, 5);
    time.timePasses(Duration.ofSeconds(5));
    answer.tell(empty(5, 8));

    ActorRef<Changes> leader = asked(second, 8);
    ActorRef<Changes> again = asked(first, 8);
    leader.tell(change(8, 20));

    assertThat(pieces.receiveMessage()).isEqualTo(change(5, 20));
    again.tell(empty(8, 8)); // too late to matter
    nobodyIsAsked(third);
  }

  @Test
  void theFirstTellsItsNewsAlsoWhileTheLeaderIsSilent() {
    poll(5, Optional.of(second), List.of(first, second));
    asked(first, 5).tell(empty(5, 5));
    asked(second, 5);

    asked(first, 5).tell(change(5, 6));

    assertThat(pieces.receiveMessage()).isEqualTo(change(5, 6));
  }

  @Test
  void oneThatIsSilentIsFollowedByTheNext() {
    poll(5, Optional.empty(), List.of(first, second));
    asked(first, 5);
    time.expectNoMessageFor(ChangesPoll.PATIENCE.minusMillis(1), second);

    time.timePasses(Duration.ofMillis(1));

    asked(second, 5).tell(change(5, 6));
    assertThat(pieces.receiveMessage()).isEqualTo(change(5, 6));
  }

  @Test
  void allAreAskedWhereNobodyIsKnownToLead() {
    poll(5, Optional.empty(), List.of(first, second, third));
    asked(first, 5).tell(empty(5, 5));
    asked(second, 5).tell(empty(5, 5));
    asked(first, 5).tell(empty(5, 5));
    asked(third, 5).tell(change(5, 9));

    assertThat(pieces.receiveMessage()).isEqualTo(change(5, 9));
  }

  @Test
  void aLeaderThatHasNotComeSoFarIsNotBelieved() {
    poll(5, Optional.of(first), List.of(first, second));
    asked(first, 5).tell(empty(5, 4));

    asked(second, 5).tell(new Changes(SHARD, 3, 3, true, List.of()));

    assertThat(pieces.receiveMessage()).isEqualTo(new Changes(SHARD, 3, 3, true, List.of()));
  }
}
