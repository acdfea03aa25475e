package dev.memdi.raft;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.ClusterView;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import dev.memdi.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.PoisonPill;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A replica whose peers, edge and listener are one probe, so that whatever it tells anyone is heard
 * in the order in which it told it. Its family is its own, but for the store.
 */
final class LoneReplica {
  static final String LOG = "memdi/a/default/0";
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final Duration CANVASS_INTERVAL = Duration.ofMillis(200);

  /** What the listener hears. */
  record Suspended(Throwable cause) {}

  record Failed(Throwable cause) {}

  /** Whether, and where, its damaged log is kept. */
  record Aside(Optional<String> place) {}

  final ActorRef<ShardReplica.Command> ref;

  /** Everything that it has said to anyone, in order. */
  final List<Object> said = new ArrayList<>();

  private final ActorTestKit kit;
  private final ManualTime time;
  private final TestProbe<Object> all;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  LoneReplica(ActorTestKit kit, Optional<DurableLog.Plugins> log) {
    this.kit = kit;
    this.time = ManualTime.get(kit.system());
    this.all = kit.createTestProbe();
    // peers are not there: what is sent to them ends as a dead letter
    kit.system()
        .classicSystem()
        .eventStream()
        .subscribe(Adapter.toClassic(all.getRef()), DeadLetter.class);
    Surroundings surroundings =
        Stage.surroundings(
            kit.system(), new Stage.HandClock(), 1, Stage.raft(), new Listener(), log);
    ref =
        kit.spawn(
            ShardReplica.create(
                surroundings,
                0,
                (shard, proposer, showcase) -> store(),
                new DirectReads(new Stage.HandClock()),
                all.getRef()::tell));
  }

  private final class Listener implements ReplicaListener {
    @Override
    public void stepped(int shard, RaftCore before, Input input, Step step) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void suspended(int shard, Throwable cause) {
      all.getRef().tell(new Suspended(cause));
    }

    @Override
    public void setAside(int shard, Optional<String> place) {
      all.getRef().tell(new Aside(place));
    }

    @Override
    public void failed(int shard, Throwable cause) {
      all.getRef().tell(new Failed(cause));
    }
  }

  private Behavior<Store.Command> store() {
    return Behaviors.receiveMessage(command -> {
      if (command instanceof Store.ReadChanges read) {
        read.replyTo().tell(new Changes(0, read.from(), read.from(), false, List.of()));
      }
      return Behaviors.same();
    });
  }

  /** Keeps its replicator in the step that it takes next, until it is let go. */
  void holdReplicator() {
    gate = new CountDownLatch(1);
  }

  void letReplicatorGo() {
    gate.countDown();
  }

  void stop() {
    letReplicatorGo();
    kit.stop(ref);
    all.stop();
  }

  void expectEnd() {
    all.expectTerminated(ref);
  }

  /** Stops another of its family than the store, as a failure would; returns once that is known. */
  void failFamily() {
    Adapter.toClassic(child("heartbeats-1")).tell(PoisonPill.getInstance(), null);
    Object next = all.receiveMessage();
    while (!(next instanceof Failed)) {
      said.add(next);
      next = all.receiveMessage();
    }
  }

  /** The replicator of its family, as long as it has this one. */
  ActorRef<Replicator.Command> replicator() {
    return child("replicator");
  }

  private <T> ActorRef<T> child(String name) {
    return ActorRefResolver.get(kit.system()).resolveActorRef(ref.path() + "/" + name);
  }

  /** Whoever waits for an answer. */
  <T> ActorRef<T> anyone() {
    return all.getRef().narrow();
  }

  /** What it has said by the time that it has done what it was told. */
  List<Object> tell(ShardReplica.Command... commands) {
    for (ShardReplica.Command command : commands) {
      ref.tell(command);
    }
    List<Object> heard = new ArrayList<>();
    ref.tell(new ShardReplica.ReadChanges(Bytes.EMPTY, 0, anyone()));
    Object next = all.receiveMessage();
    while (!isAnswer(next)) {
      if (!(next instanceof DeadLetter letter)) {
        heard.add(next);
      } else if (letter.message() instanceof Remote message) {
        heard.add(message);
      }
      next = all.receiveMessage();
    }
    said.addAll(heard);
    return heard;
  }

  /** One that has stopped, or whose store has, answers nothing, which is an answer. */
  private static boolean isAnswer(Object message) {
    return message instanceof Changes
        || (message instanceof DeadLetter letter
            && (letter.message() instanceof ShardReplica.ReadChanges
                || letter.message() instanceof Store.ReadChanges));
  }

  void pass(Duration duration) {
    time.timePasses(duration);
  }

  /** Goes on until it says this, while time stands still or passes in such steps. */
  Object await(Predicate<Object> what, Duration step, ShardReplica.Command... asking) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < PATIENCE_NANOS) {
      Optional<Object> found = tell(asking).stream().filter(what).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (step.isPositive()) {
        pass(step);
      }
    }
    throw new AssertionError("not said; but this was: " + said);
  }

  <T> T await(Class<T> type) {
    return type.cast(await(type::isInstance, Duration.ZERO));
  }

  /** Goes on until it is blank, with its log read, if it has one; takes care not to canvass. */
  void awaitBlank() {
    tell(view(Stage.SELF, Stage.OTHER));
    await(
        said ->
            said instanceof ShardReplica.AboutBirth about
                && about.message() instanceof Birth.Message.Blank,
        CANVASS_INTERVAL);
  }

  /** Goes on until it holds the shard; time passes in such steps meanwhile. */
  Birth.Founders awaitBorn(Duration step) {
    Object born =
        await(
            said ->
                said instanceof ShardReplica.AboutBirth about
                    && about.message() instanceof Birth.Message.Born,
            step,
            hears(new Birth.Message.Blank(Stage.OTHER)));
    return ((Birth.Message.Born) ((ShardReplica.AboutBirth) born).message()).founders();
  }

  static ShardReplica.ViewChanged view(Peer... peers) {
    return new ShardReplica.ViewChanged(
        new ClusterView(
            Stream.of(peers)
                .map(peer ->
                    new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), true, false))
                .toList()),
        Steward.nobody());
  }

  /** A word about the birth, for this life of the node. */
  static ShardReplica.AboutBirth hears(Birth.Message message) {
    return new ShardReplica.AboutBirth(Stage.SELF.id(), message);
  }

  static ShardReplica.AboutBirth canvass(long round, Birth.Founders founders) {
    return hears(new Birth.Message.Canvass(ballot(round), founders, Stage.OTHER));
  }

  static ShardReplica.AboutBirth declare(long round, Birth.Founders founders) {
    return hears(new Birth.Message.Declare(ballot(round), founders));
  }

  static Birth.Ballot ballot(long round) {
    return new Birth.Ballot(round, Stage.OTHER.id());
  }

  /** What was said about the birth. */
  static List<Birth.Message> births(List<Object> said) {
    return LoneReplicator.only(ShardReplica.AboutBirth.class, said).stream()
        .map(ShardReplica.AboutBirth::message)
        .toList();
  }
}
