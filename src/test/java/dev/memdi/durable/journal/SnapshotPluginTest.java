package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import dev.memdi.durable.disk.Disk;
import dev.memdi.durable.journal.SnapshotRun.Sample;
import dev.memdi.sim.disk.SimDisk;
import dev.memdi.sim.world.SimNode;
import dev.memdi.sim.world.Trace;
import dev.memdi.sim.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plugin with everything around it: on a simulated node, with that node's disk. */
class SnapshotPluginTest {
  private static final Config CONFIG =
      ConfigFactory.parseString(
          """
          pekko.loglevel = OFF
          pekko.persistence.snapshot-store.plugin = "memdi-snapshot-store"
          memdi-snapshot-store { directory = "snaps", slice-bytes = 2000 }
          """);
  private static final Path DIRECTORY = Path.of("snaps");

  private World world = new World(1, Trace.ofLines());
  private final List<Object> answers = new ArrayList<>();
  private int count;
  private SimNode node = world.addNode("a");

  @BeforeEach
  void start() {
    node.start(Behaviors.empty(), CONFIG);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aChunkedSnapshotComesBackAfterARestart() {
    Sample chunks = new Sample(1, 40, 500);
    save("a", 7, new Chunked("the head", chunks));
    run();
    assertThat(answers).singleElement().isInstanceOf(SaveSnapshotSuccess.class);

    restart();
    load("a");
    run();
    SelectedSnapshot loaded = loaded();
    assertThat(loaded.metadata().sequenceNr()).isEqualTo(7);
    Chunked chunked = (Chunked) loaded.snapshot();
    assertThat(chunked.head()).isEqualTo("the head");
    assertThat(chunked.chunks().count()).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      assertThat(chunked.chunks().chunk(i)).isEqualTo(chunks.chunk(i));
    }
  }

  @Test
  void whatAKillLeftUnfinishedIsDeletedAtTheNextStart() throws IOException {
    save("a", 1, "older");
    run();
    List<String> finished = disk().names();
    boolean left = false;
    for (int i = 0; i < 30; i++) {
      save("a", 2 + i, new Chunked("newer", new Sample(i, 40, 500)));
      world.run(Duration.ofNanos(1 + world.random().nextInt(4_000_000)));
      node.kill();
      left |= disk().names().stream().anyMatch(SnapshotName::isUnfinished);
      node.start(Behaviors.empty(), CONFIG);
      answers.clear();
      load("a");
      run();
      assertThat(disk().names()).noneMatch(SnapshotName::isUnfinished).containsAll(finished);
      assertThat(loaded().snapshot()).isNotNull();
    }
    assertThat(left).isTrue();
  }

  @Test
  void aSmallSnapshotDoesNotWaitForALargeOne() {
    List<String> chunksMade = new ArrayList<>();
    Chunked.Chunks large =
        new Chunked.Chunks() {
          @Override
          public int count() {
            return 1000;
          }

          @Override
          public Bytes chunk(int number) {
            chunksMade.add(answers.isEmpty() ? "before" : "after");
            return Bytes.wrap(new byte[1000]);
          }
        };
    save("large", 1, new Chunked("head", large));
    load("small");
    run();

    assertThat(chunksMade).hasSize(1000);
    assertThat(chunksMade.stream().filter("before"::equals).count()).isLessThan(500);
  }

  @Test
  void aFailureIsToldAndTheOlderSnapshotStays() {
    save("a", 1, "older");
    run();
    node.disks().troubles().failForces(1);
    answers.clear();
    save("a", 2, "newer");
    run();
    assertThat(answers)
        .singleElement()
        .isInstanceOfSatisfying(
            SaveSnapshotFailure.class,
            failure -> assertThat(failure.cause()).hasMessageContaining("can't force"));
    assertThat(disk().names()).hasSize(1);

    answers.clear();
    load("a");
    run();
    assertThat(loaded().snapshot()).isEqualTo("older");
  }

  @Test
  void damageIsToldAndNotHiddenBehindAnOlderSnapshot() {
    save("a", 1, "older");
    save("a", 2, "newer");
    run();
    String newest = disk().names().getLast();
    disk().flip(newest, 300);
    answers.clear();
    load("a");
    run();

    assertThat(answers)
        .singleElement()
        .isInstanceOfSatisfying(
            SnapshotProtocol.LoadSnapshotFailed.class,
            failure ->
                assertThat(failure.cause())
                    .isInstanceOf(SnapshotDamagedException.class)
                    .hasMessageContaining(newest));
  }

  @Test
  void manyFailuresStopNobodyElse() {
    save("broken", 1, "x");
    save("whole", 1, "y");
    run();
    disk().flip(disk().names().getFirst(), 300);
    for (int i = 0; i < 50; i++) {
      load("broken");
    }
    run();
    answers.clear();
    load("whole");
    run();

    assertThat(loaded().snapshot()).isEqualTo("y");
  }

  @Test
  void rangesAreDeletedForGood() {
    for (int i = 1; i <= 5; i++) {
      save("a", i, "state " + i);
    }
    run();
    answers.clear();
    store()
        .tell(
            new SnapshotProtocol.DeleteSnapshots(
                "a", SnapshotSelectionCriteria.create(3, Long.MAX_VALUE)),
            receiver());
    run();
    assertThat(answers).singleElement().isInstanceOf(DeleteSnapshotsSuccess.class);
    restart();

    assertThat(disk().names()).hasSize(2);
  }

  @Test
  void progressIsPublished() {
    List<SnapshotProgress> heard = new ArrayList<>();
    node.system()
        .classicSystem()
        .eventStream()
        .subscribe(actor(message -> heard.add((SnapshotProgress) message)), SnapshotProgress.class);
    save("a", 1, new Chunked("head", new Sample(1, 100, 500)));
    run();

    assertThat(heard)
        .extracting(SnapshotProgress::phase)
        .containsOnly(SnapshotProgress.Phase.SAVING, SnapshotProgress.Phase.VERIFYING);
    assertThat(heard).hasSize(20);
  }

  @Test
  void aDirectoryInUseIsToldToWhoAsks() throws IOException {
    node.kill();
    Disk other = disk().open();
    node.start(Behaviors.empty(), CONFIG);
    load("a");
    run();
    assertThat(answers)
        .singleElement()
        .isInstanceOfSatisfying(
            SnapshotProtocol.LoadSnapshotFailed.class,
            failure -> assertThat(failure.cause()).hasMessageContaining("in use"));

    other.close();
    answers.clear();
    load("a");
    run();
    assertThat(answers).singleElement().isInstanceOf(SnapshotProtocol.LoadSnapshotResult.class);
  }

  @Test
  void oneSeedGivesOneTrace() throws IOException {
    whatAKillLeftUnfinishedIsDeletedAtTheNextStart();
    String first = world.trace().dump();
    world.close();
    world = new World(1, Trace.ofLines());
    node = world.addNode("a");
    answers.clear();
    count = 0;
    start();
    whatAKillLeftUnfinishedIsDeletedAtTheNextStart();

    assertThat(world.trace().dump()).isEqualTo(first);
  }

  private void save(String id, long sequenceNr, Object snapshot) {
    store()
        .tell(
            new SnapshotProtocol.SaveSnapshot(SnapshotMetadata.apply(id, sequenceNr), snapshot),
            receiver());
  }

  private void load(String id) {
    store()
        .tell(
            new SnapshotProtocol.LoadSnapshot(
                id, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
            receiver());
  }

  private SelectedSnapshot loaded() {
    return ((SnapshotProtocol.LoadSnapshotResult) answers.getLast()).snapshot().get();
  }

  private void run() {
    world.run(Duration.ofSeconds(1));
  }

  private void restart() {
    node.kill();
    answers.clear();
    node.start(Behaviors.empty(), CONFIG);
  }

  private SimDisk disk() {
    return node.disks().at(DIRECTORY);
  }

  private ActorRef store() {
    return Persistence.get(node.system().classicSystem())
        .snapshotStoreFor("", ConfigFactory.empty());
  }

  private ActorRef receiver() {
    return actor(answers::add);
  }

  private ActorRef actor(Consumer<Object> receive) {
    var system = (ExtendedActorSystem) node.system().classicSystem();
    return system.systemActorOf(
        Props.create(Receiver.class, () -> new Receiver(receive)), "receiver-" + count++);
  }

  private static final class Receiver extends AbstractActor {
    private final Consumer<Object> receive;

    Receiver(Consumer<Object> receive) {
      this.receive = receive;
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder().matchAny(receive::accept).build();
    }
  }
}
