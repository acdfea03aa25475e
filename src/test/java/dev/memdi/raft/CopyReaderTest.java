package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.cluster.Post;
import dev.memdi.store.Image;
import dev.memdi.store.StateMachine;
import dev.memdi.store.Store;
import dev.memdi.store.StoreRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CopyReaderTest {
  /** Longer than anyone may be idle, several times. */
  private static final Duration LONGEST = CopyReader.IDLE.multipliedBy(4);

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final ManualTime TIME = ManualTime.get(KIT.system());

  private final TestProbe<Store.Command> store = KIT.createTestProbe();
  private final TestProbe<CopyReader.Told> edge = KIT.createTestProbe();
  private final StateMachine state = new StateMachine(0, 1 << 20, StoreRules.SOUND);

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private void set(String key, String value) {
    BurstEncoder burst = new BurstEncoder(7);
    long index = state.appliedIndex() + 1;
    burst.add(index, Operation.Set.of(Key.utf8(key), Bytes.utf8(value)));
    state.apply(index, 0, List.of(burst.build(index)), StateMachine.NOBODY);
  }

  private ActorRef<CopyReader.Command> start() {
    return KIT.spawn(
        CopyReader.create(new Post(KIT.system()), 100, 0, LONGEST, store.getRef(), edge.getRef()));
  }

  private ActorRef<Image> capture() {
    return store.expectMessageClass(Store.Capture.class).replyTo();
  }

  @Test
  void itTellsTheStateAsItWasPieceByPieceWhileWritesGoOn() {
    for (int i = 10; i < 30; i++) {
      set("k" + i, "before");
    }
    ActorRef<CopyReader.Command> reader = start();
    capture().tell(state.capture(1 << 20));
    assertThat(edge.expectMessageClass(CopyReader.Opened.class).revision()).isEqualTo(20);

    List<Result.Entry> told = new ArrayList<>();
    CopyReader.Piece piece;
    long from = 0;
    int pieces = 0;
    do {
      reader.tell(new CopyReader.Pull(from, edge.getRef()));
      piece = edge.expectMessageClass(CopyReader.Piece.class);
      assertThat(piece.from()).isEqualTo(from);
      told.addAll(piece.entries());
      from = piece.next();
      pieces++;
      set("k" + (9 + pieces), "after");
      set("k29", "after");
      set("new" + pieces, "after");
    } while (!piece.last());

    assertThat(pieces).isGreaterThan(5);
    assertThat(told).hasSize(20);
    assertThat(told).allSatisfy(e -> assertThat(e.value()).isEqualTo(Bytes.utf8("before")));
  }

  @Test
  void whatIsAskedForAgainIsToldAgain() {
    set("k", "v");
    ActorRef<CopyReader.Command> reader = start();
    capture().tell(state.capture(1 << 20));
    edge.expectMessageClass(CopyReader.Opened.class);
    reader.tell(new CopyReader.Pull(0, edge.getRef()));
    CopyReader.Told first = edge.receiveMessage();
    reader.tell(new CopyReader.Pull(0, edge.getRef()));
    edge.expectMessage(first);
  }

  @Test
  void beyondTheEndThereIsNothing() {
    ActorRef<CopyReader.Command> reader = start();
    capture().tell(state.capture(1 << 20));
    edge.expectMessageClass(CopyReader.Opened.class);
    reader.tell(new CopyReader.Pull(5, edge.getRef()));
    edge.expectMessage(new CopyReader.Piece(5, 0, true, List.of()));
  }

  @Test
  void itIsLetGoOfWhenItIsClosed() {
    ActorRef<CopyReader.Command> reader = start();
    reader.tell(new CopyReader.Close());
    edge.expectTerminated(reader);
  }

  @Test
  void itIsLetGoOfWhenNobodyAsks() {
    ActorRef<CopyReader.Command> reader = start();
    capture().tell(state.capture(1 << 20));
    edge.expectMessageClass(CopyReader.Opened.class);
    TIME.timePasses(CopyReader.IDLE.plusSeconds(1));
    edge.expectTerminated(reader);
  }

  @Test
  void itIsLetGoOfHoweverSlowlyItIsAskedFor() {
    ActorRef<CopyReader.Command> reader = start();
    capture().tell(state.capture(1 << 20));
    edge.expectMessageClass(CopyReader.Opened.class);
    Duration almostIdle = CopyReader.IDLE.minusSeconds(1);
    for (Duration held = Duration.ZERO; held.compareTo(LONGEST) < 0; held = held.plus(almostIdle)) {
      reader.tell(new CopyReader.Pull(0, edge.getRef()));
      edge.receiveMessage();
      TIME.timePasses(almostIdle);
    }
    edge.expectTerminated(reader);
  }
}
