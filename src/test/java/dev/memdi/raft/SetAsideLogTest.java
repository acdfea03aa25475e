package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.NodeId;
import dev.memdi.durable.DurableLog;
import dev.memdi.durable.disk.ReadOnlyDisk;
import dev.memdi.durable.journal.Finding;
import dev.memdi.durable.journal.Inspection;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged log, in memdi's own journal, stays until the replica is healed from another one. */
class SetAsideLogTest {
  private static final DurableLog.Plugins PLUGINS =
      new DurableLog.Plugins("memdi-journal", "memdi-snapshot-store");
  private static final Peer EARLIER =
      new Peer(new NodeId(Stage.SELF.id().name(), 99), "127.0.0.1:99");
  private static final Birth.Founders FOUNDERS = Stage.founders(EARLIER, Stage.OTHER, Stage.THIRD);
  private static final Entry BEGUN = new Entry(3, 1, 0, Payload.NO_OP);
  private static final Configuration LEARNING =
      Configuration.of(
          List.of(
              Member.voter(Stage.OTHER), Member.voter(Stage.THIRD), Member.learner(Stage.SELF)));
  private static final Configuration PROMOTED =
      Configuration.of(
          List.of(Member.voter(Stage.OTHER), Member.voter(Stage.THIRD), Member.voter(Stage.SELF)));

  private static final Duration ASK_INTERVAL = Duration.ofSeconds(1);

  @TempDir Path directory;
  private Path aside;
  private Path note;
  private ActorTestKit kit;
  private LoneReplica replica;

  @BeforeEach
  void write() {
    aside = directory.resolve("damaged-memdi%2fa%2fdefault%2f0");
    note = directory.resolve("giving-up-memdi%2fa%2fdefault%2f0");
    kit = ActorTestKit.create(config());
    write(Stage.founded(EARLIER, FOUNDERS), new Durable.TermAdvanced(2, Optional.empty()));
    kit.shutdownTestKit();
  }

  private void start() {
    kit = ActorTestKit.create(config());
    replica = new LoneReplica(kit, Optional.of(PLUGINS));
  }

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  private Config config() {
    return ConfigFactory.parseString(
            """
            memdi-journal { directory = "%s", compression = off }
            memdi-snapshot-store.directory = "%s"
            pekko.loglevel = OFF
            """
                .formatted(directory, directory))
        .withFallback(ManualTime.config());
  }

  private void write(Durable... changes) {
    TestProbe<Object> told = kit.createTestProbe();
    ActorRef<DurableLog.Command<LogEvent>> log =
        kit.spawn(
            DurableLog.<LogEvent, DurableState>create(
                LoneReplica.LOG,
                PLUGINS,
                DurableFold.INSTANCE,
                told.getRef().narrow(),
                told.getRef().narrow()));
    told.expectMessageClass(DurableLog.Recovered.class);
    List<LogEvent> events = Stream.of(changes).map(LogEvent::of).toList();
    log.tell(new DurableLog.Append<>(events, 1, told.getRef().narrow()));
    told.expectMessageClass(DurableLog.Done.class);
  }

  private List<Path> segments(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
  }

  /** In what an event says. */
  private void turnABit() throws IOException {
    Path segment = segments(directory).getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf(Stage.OTHER.address())] ^= 1;
    Files.write(segment, bytes);
  }

  private List<Finding.Wrong> wrongAside() throws IOException {
    List<Finding.Wrong> wrong = new ArrayList<>();
    Inspection.inspect(
        ReadOnlyDisk.open(aside),
        false,
        finding -> {
          if (finding instanceof Finding.Wrong each) {
            wrong.add(each);
          }
        });
    return wrong;
  }

  private void hearsLeader(long previous, Entry entry, long commit) {
    leaderSays(previous, entry, commit);
    replica.await(
        said ->
            said instanceof Replicator.FromPeer peers
                && peers.message() instanceof Message.Appended appended
                && appended.match() == entry.first(),
        Duration.ZERO);
  }

  private void leaderSays(long previous, Entry entry, long commit) {
    replica
        .replicator()
        .tell(
            new Replicator.FromPeer(
                Stage.OTHER,
                Stage.SELF.id(),
                FOUNDERS.lineage(),
                new Message.Append(
                    3, previous, previous == 0 ? 0 : 3, List.of(entry), commit, 0, 0)));
  }

  @Test
  void itIsKeptWhenItIsGivenUpAndDeletedOnceTheReplicaIsAVoterAgain() throws IOException {
    turnABit();
    start();
    byte[] damaged = Files.readAllBytes(segments(directory).getFirst());

    replica.awaitBlank();

    assertThat(replica.said).contains(new LoneReplica.Aside(Optional.of(aside.toString())));
    assertThat(segments(aside).getFirst()).hasBinaryContent(damaged);
    assertThat(wrongAside()).isNotEmpty();

    replica.tell(new ShardReplica.Invite(FOUNDERS, Stage.OTHER, Stage.SELF.id()));
    replica.awaitBorn(Duration.ZERO);
    hearsLeader(0, BEGUN, 0);
    hearsLeader(1, new Entry(3, 2, 0, new Payload.Reconfigure(LEARNING)), 2);
    hearsLeader(2, new Entry(3, 3, 0, new Payload.Reconfigure(PROMOTED)), 2);
    assertThat(aside).as("a learner, or a voter of whom not everybody knows").exists();

    leaderSays(3, new Entry(3, 4, 0, Payload.NO_OP), 3);
    replica.await(new LoneReplica.Aside(Optional.empty())::equals, Duration.ZERO);
    assertThat(aside).doesNotExist();
  }

  @Test
  void itIsDeletedOnceTheShardIsWholeWithoutTheReplica() throws IOException {
    turnABit();
    start();
    replica.awaitBlank();
    replica.tell(LoneReplica.view(Stage.SELF, Stage.OTHER));
    replica.await(new ShardReplica.AskIfNeeded(Stage.SELF, Stage.OTHER.id())::equals, ASK_INTERVAL);

    replica.tell(new ShardReplica.NotNeeded(EARLIER.id()));
    assertThat(aside).as("that was said to an earlier life").exists();

    replica.tell(new ShardReplica.NotNeeded(Stage.SELF.id()));
    replica.await(new LoneReplica.Aside(Optional.empty())::equals, Duration.ZERO);
    assertThat(aside).doesNotExist();
    replica.tell(LoneReplica.view(Stage.SELF, Stage.OTHER));
    replica.pass(ASK_INTERVAL);
    assertThat(replica.tell()).noneMatch(ShardReplica.AskIfNeeded.class::isInstance);
  }

  @Test
  void itIsStillThereAfterARestart() throws IOException {
    turnABit();
    start();
    replica.awaitBlank();
    kit.shutdownTestKit();
    start();

    replica.awaitBlank();

    assertThat(replica.said).contains(new LoneReplica.Aside(Optional.of(aside.toString())));
    assertThat(aside).exists();
  }

  /** Its snapshots are gone; the events before them are not, and are all that there was once. */
  @Test
  void whatIsLeftOfOneThatAnEarlierLifeBeganToGiveUpIsNotRead() throws IOException {
    Files.createDirectory(aside);
    Files.createDirectory(note);
    start();

    replica.awaitBlank();

    assertThat(note).doesNotExist();
    assertThat(aside).exists();
    kit.shutdownTestKit();
    start();
    replica.awaitBlank();
  }
}
