package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.raft.CopyReader;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.ReplicaRefs;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Peer;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An edge's end of a copy, between two nodes on each of which the replicator is a probe. */
@Timeout(120)
class CopyPullTest {
  private static final OneNode HERE = new OneNode(new NodeId("a", 1));
  private static final OneNode THERE = new OneNode(new NodeId("b", 2));

  private final TestProbe<ShardCopy.Opening> openings = HERE.kit.createTestProbe();
  private final TestProbe<ShardCopy.Next> pages = HERE.kit.createTestProbe();
  private final TestProbe<CopyReader.Command> reader = THERE.kit.createTestProbe();

  @AfterAll
  static void shutDown() {
    HERE.kit.shutdownTestKit();
    THERE.kit.shutdownTestKit();
  }

  private String pull = "none yet";

  private void pull(Peer... candidates) {
    ActorRef<CopyPull.Command> started =
        HERE.kit.spawn(
            CopyPull.create(
                0,
                new ReplicaRefs(HERE.kit.system(), 0),
                List.of(candidates),
                openings.getRef()::tell));
    pull = started.path().name();
  }

  /** What the node is asked next by this test's pull; those of others may go on for a while. */
  private Replicator.OpenCopy asked(OneNode node) {
    Replicator.OpenCopy asked = node.asked.expectMessageClass(Replicator.OpenCopy.class);
    while (!asked.replyTo().path().parent().name().equals(pull)) {
      asked = node.asked.expectMessageClass(Replicator.OpenCopy.class);
    }
    return asked;
  }

  /** The first time that a piece is asked for; who gets no answer at once asks again. */
  private CopyReader.Pull pulled(long from) {
    CopyReader.Pull pulled = reader.expectMessageClass(CopyReader.Pull.class);
    while (pulled.from() < from) {
      pulled = reader.expectMessageClass(CopyReader.Pull.class);
    }
    assertThat(pulled.from()).isEqualTo(from);
    return pulled;
  }

  private static RejectedBurst no(Replicator.OpenCopy asked, RejectedBurst.Reason reason) {
    return new RejectedBurst(0, asked.number(), reason);
  }

  private ShardCopy opened() {
    pull(THERE.peer);
    asked(THERE).replyTo().tell(new CopyReader.Opened(41, reader.getRef()));
    return openings.expectMessageClass(ShardCopy.Opening.Opened.class).copy();
  }

  private static List<Result.Entry> keys(String... keys) {
    return List.of(keys).stream()
        .map(key -> new Result.Entry(Key.utf8(key), Bytes.EMPTY, new Revision(1), Optional.empty()))
        .toList();
  }

  @Test
  void whoDoesNotLeadNamesWhoDoes() {
    pull(HERE.peer);
    Replicator.OpenCopy here = asked(HERE);
    here.rejectTo().tell(no(here, new RejectedBurst.Reason.NotLeader(Optional.of(THERE.peer))));
    asked(THERE).replyTo().tell(new CopyReader.Opened(41, reader.getRef()));
    assertThat(openings.expectMessageClass(ShardCopy.Opening.Opened.class).copy().revision())
        .isEqualTo(41);
  }

  @Test
  void whereNobodyAnswersTheNextOneIsAsked() {
    pull(HERE.peer, THERE.peer);
    asked(HERE);
    asked(THERE);
    asked(HERE);
  }

  @Test
  void aLeaderWithTooManyCopiesSaysSo() {
    pull(THERE.peer);
    Replicator.OpenCopy there = asked(THERE);
    there.rejectTo().tell(no(there, new RejectedBurst.Reason.Busy()));
    assertThat(openings.expectMessageClass(ShardCopy.Opening.Refused.class).refusal())
        .isInstanceOf(Refusal.Busy.class);
  }

  @Test
  void pagesComeOneByOneAndTheReaderIsToldWhenItIsOver() {
    ShardCopy copy = opened();
    copy.next(pages.getRef()::tell);
    pulled(0).replyTo().tell(new CopyReader.Piece(0, 2, false, keys("a", "b")));
    pages.expectMessage(new ShardCopy.Next.Page(keys("a", "b"), false));

    copy.next(pages.getRef()::tell);
    pulled(2).replyTo().tell(new CopyReader.Piece(2, 3, true, keys("c")));
    pages.expectMessage(new ShardCopy.Next.Page(keys("c"), true));

    copy.close();
    CopyReader.Command last = reader.receiveMessage();
    while (last instanceof CopyReader.Pull) {
      last = reader.receiveMessage();
    }
    assertThat(last).isEqualTo(new CopyReader.Close());
  }

  @Test
  void aPieceThatIsLostIsAskedForAgainAndCountsOnce() {
    ShardCopy copy = opened();
    copy.next(pages.getRef()::tell);
    pulled(0); // lost
    CopyReader.Pull again = pulled(0);
    again.replyTo().tell(new CopyReader.Piece(0, 1, false, keys("a")));
    again.replyTo().tell(new CopyReader.Piece(0, 1, false, keys("a")));
    pages.expectMessage(new ShardCopy.Next.Page(keys("a"), false));
    copy.next(pages.getRef()::tell);
    pulled(1).replyTo().tell(new CopyReader.Piece(1, 2, true, keys("b")));
    pages.expectMessage(new ShardCopy.Next.Page(keys("b"), true));
  }

  @Test
  void aCopyThatWasOpenedTwiceIsClosedOnce() {
    pull(HERE.peer, THERE.peer);
    Replicator.OpenCopy late = asked(HERE);
    asked(THERE).replyTo().tell(new CopyReader.Opened(41, reader.getRef()));
    openings.expectMessageClass(ShardCopy.Opening.Opened.class);
    TestProbe<CopyReader.Command> second = HERE.kit.createTestProbe();
    late.replyTo().tell(new CopyReader.Opened(40, second.getRef()));
    second.expectMessage(new CopyReader.Close());
  }

  @Test
  void aCopyThatIsClosedWhileAPageIsWantedIsLost() {
    ShardCopy copy = opened();
    copy.next(pages.getRef()::tell);
    copy.close();
    assertThat(pages.receiveMessage()).isInstanceOf(ShardCopy.Next.Lost.class);
  }
}
