package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.config.RaftSettings;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import dev.memdi.store.Showcase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * A replicator among strangers: its family, its edge, its log and its peers are all one probe, so
 * that whatever it tells anyone is heard in the order in which it told it.
 */
final class LoneReplicator {
  final ActorRef<Replicator.Command> ref;
  final DirectReads reads = new DirectReads(new Stage.HandClock());
  private final ActorTestKit kit;
  private final TestProbe<Object> all;
  private final long lineage;

  LoneReplicator(
      ActorTestKit kit,
      Birth.Founders founders,
      RaftSettings raft,
      ReplicaListener listener,
      boolean withLog) {
    this.kit = kit;
    this.all = kit.createTestProbe();
    this.lineage = founders.lineage();
    // peers are not there: what is sent to them ends as a dead letter
    kit.system()
        .classicSystem()
        .eventStream()
        .subscribe(Adapter.toClassic(all.getRef()), DeadLetter.class);
    Surroundings surroundings =
        Stage.surroundings(
            kit.system(), new Stage.HandClock(), 1, raft, listener, Optional.empty());
    ref = kit.spawn(Replicator.create(surroundings, 0, new ReplicaRefs(kit.system(), 0)));
    Optional<ActorRef<DurableLog.Command<LogEvent>>> log =
        withLog ? Optional.of(all.getRef().narrow()) : Optional.empty();
    ref.tell(
        new Replicator.Meet(
            0,
            Origin.blank(surroundings, Stage.founded(Stage.SELF, founders)),
            new Family(
                log,
                all.getRef().narrow(),
                new Showcase(),
                reads,
                all.getRef().narrow(),
                all.getRef().narrow(),
                all.getRef()::tell,
                () -> {},
                () -> all.getRef().tell("discard"),
                why -> all.getRef().tell(why))));
  }

  /** Whoever waits for an answer. */
  <T> ActorRef<T> anyone() {
    return all.getRef().narrow();
  }

  void stop() {
    kit.stop(ref);
    all.stop();
  }

  /** Waits until it has said that the log has failed it. */
  void expectLogFailed() {
    Object next = all.receiveMessage();
    while (!(next instanceof SnapshotNotKeptException)) {
      next = all.receiveMessage();
    }
  }

  /** Waits until it has said that there is no replica any more. */
  void expectEnd() {
    Object next = all.receiveMessage();
    while (!next.equals(LeaderChange.noReplica(0))) {
      next = all.receiveMessage();
    }
  }

  /** Everything that it says to anyone because of these, in order. */
  List<Object> tell(Replicator.Command... commands) {
    for (Replicator.Command command : commands) {
      ref.tell(command);
    }
    return heard();
  }

  /** Everything that it has said until all that it was told is done. */
  List<Object> heard() {
    List<Object> heard = new ArrayList<>();
    for (int round = 0; round < 2; round++) { // what it tells itself it has heard by the second
      ref.tell(new Replicator.DescribeStanding());
      Object next = all.receiveMessage();
      while (!(next instanceof ElectionCoordinator.Standing)) {
        if (!(next instanceof DeadLetter letter)) {
          heard.add(next);
        } else if (letter.message() instanceof Remote message) {
          heard.add(message);
        }
        next = all.receiveMessage();
      }
    }
    return heard;
  }

  /** Has it elected by itself; for a shard of which it is the only voter. */
  List<Object> lead() {
    return tell(
        new Replicator.BeginTerm(0, false), new Replicator.TakeOffice(1, List.of(), List.of()));
  }

  Replicator.FromPeer from(Peer peer, Message message) {
    return new Replicator.FromPeer(peer, Stage.SELF.id(), lineage, message);
  }

  /** What it sends to a peer. */
  Replicator.FromPeer to(Peer peer, Message message) {
    return new Replicator.FromPeer(Stage.SELF, peer.id(), lineage, message);
  }

  Replicator.Write write(long number, int bytes) {
    return new Replicator.Write(number, burst(bytes), List.of(), anyone(), anyone());
  }

  static Burst burst(int bytes) {
    return new Burst(1, Bytes.wrap(new byte[bytes]));
  }

  static <T> List<T> only(Class<T> type, List<Object> heard) {
    return heard.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
