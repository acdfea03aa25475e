package dev.memdi.durable;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import dev.memdi.durable.journal.Chunked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.apache.pekko.persistence.typed.PublishedEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log alone, on a journal in memory; its changes are words, their sum is the list of them. */
class DurableLogTest {
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.persistence.testkit.events.serialize = off
              pekko.persistence.testkit.snapshots.serialize = off
              pekko.loglevel = OFF
              """)
          .withFallback(PersistenceTestKitPlugin.config())
          .withFallback(PersistenceTestKitSnapshotPlugin.config());

  private static final ActorTestKit KIT = ActorTestKit.create(CONFIG);
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final SnapshotTestKit SNAPSHOTS = SnapshotTestKit.create(KIT.system());
  private static final DurableLog.Plugins PLUGINS =
      new DurableLog.Plugins(
          PersistenceTestKitPlugin.PluginId(), PersistenceTestKitSnapshotPlugin.PluginId());
  private static final String NAME = "memdi/n1/default/0";

  private static final DurableLog.Fold<String, List<String>> WORDS =
      new DurableLog.Fold<>() {
        @Override
        public List<String> empty() {
          return List.of();
        }

        @Override
        public List<String> apply(List<String> state, String change) {
          List<String> next = new ArrayList<>(state);
          next.add(change);
          return List.copyOf(next);
        }

        @Override
        public boolean beginsAnew(String change) {
          return change.equals("anew");
        }

        @Override
        @SuppressWarnings("unchecked")
        public List<String> head(Object head) {
          return (List<String>) head;
        }
      };

  private final TestProbe<DurableLog.Reply> replies = KIT.createTestProbe(DurableLog.Reply.class);

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final TestProbe<DurableLog.Recovered<List<String>>> recovered =
      (TestProbe) KIT.createTestProbe(DurableLog.Recovered.class);

  private final TestProbe<DurableLog.Unreadable> unreadable =
      KIT.createTestProbe(DurableLog.Unreadable.class);

  @BeforeEach
  void forget() {
    JOURNAL.clearAll();
    SNAPSHOTS.clearAll();
  }

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private ActorRef<DurableLog.Command<String>> start() {
    return KIT.spawn(
        DurableLog.create(NAME, PLUGINS, WORDS, recovered.getRef(), unreadable.getRef()));
  }

  private void stop(ActorRef<DurableLog.Command<String>> log) {
    KIT.stop(log);
  }

  private void append(ActorRef<DurableLog.Command<String>> log, long ticket, String... words) {
    log.tell(new DurableLog.Append<>(List.of(words), ticket, replies.getRef()));
  }

  private void keep(
      ActorRef<DurableLog.Command<String>> log, long ticket, String word, List<String> head) {
    Chunked.Chunks chunks =
        new Chunked.Chunks() {
          @Override
          public int count() {
            return 1;
          }

          @Override
          public Bytes chunk(int number) {
            return Bytes.utf8("image");
          }
        };
    log.tell(
        new DurableLog.Keep<>(List.of(word), new Chunked(head, chunks), ticket, replies.getRef()));
  }

  @Test
  void aLogThatIsNewHoldsNothing() {
    start();

    DurableLog.Recovered<List<String>> found = recovered.receiveMessage();

    assertThat(found.state()).isEmpty();
    assertThat(found.chunks()).isEmpty();
  }

  @Test
  void publishesNothingToTheEventStreamOfTheSystem() {
    record Marker() {}
    TestProbe<Object> published = KIT.createTestProbe(Object.class);
    ActorRef<EventStream.Command> stream = KIT.system().eventStream();
    stream.tell(new EventStream.Subscribe<>(PublishedEvent.class, published.getRef().narrow()));
    stream.tell(new EventStream.Subscribe<>(Marker.class, published.getRef().narrow()));
    ActorRef<DurableLog.Command<String>> log = start();
    append(log, 1, "a", "b");
    replies.receiveMessage();

    stream.tell(new EventStream.Publish<>(new Marker()));

    assertThat(published.receiveMessage()).as("the first").isEqualTo(new Marker());
    stream.tell(new EventStream.Unsubscribe<>(published.getRef().narrow()));
  }

  @Test
  void whatWasConfirmedIsFoundAgainInItsOrder() {
    ActorRef<DurableLog.Command<String>> log = start();
    recovered.receiveMessage();
    append(log, 1, "a", "b");
    append(log, 2, "c");
    assertThat(replies.receiveSeveralMessages(2))
        .containsExactly(new DurableLog.Done(1), new DurableLog.Done(2));
    stop(log);

    start();

    assertThat(recovered.receiveMessage().state()).containsExactly("a", "b", "c");
  }

  @Test
  void aSnapshotTakesThePlaceOfWhatCameBeforeIt() {
    ActorRef<DurableLog.Command<String>> log = start();
    recovered.receiveMessage();
    append(log, 1, "a", "b");
    keep(log, 2, "mark", List.of("sum of all"));
    assertThat(replies.receiveSeveralMessages(3))
        .containsExactly(new DurableLog.Done(1), new DurableLog.Done(2), new DurableLog.Kept(2));
    append(log, 3, "c");
    replies.receiveMessage();
    stop(log);

    start();
    DurableLog.Recovered<List<String>> found = recovered.receiveMessage();

    assertThat(found.state()).containsExactly("sum of all", "c");
    assertThat(found.chunks().orElseThrow().chunk(0)).isEqualTo(Bytes.utf8("image"));
    // gone, but for those behind the snapshot
    assertThat(JOURNAL.persistedInStorage(NAME)).containsExactly("c");
  }

  @Test
  void aSnapshotIsNoPartOfWhatBeginsAnewAfterIt() {
    ActorRef<DurableLog.Command<String>> log = start();
    recovered.receiveMessage();
    keep(log, 1, "mark", List.of("sum of all"));
    replies.receiveSeveralMessages(2);
    append(log, 2, "anew");
    replies.receiveMessage();
    stop(log);

    start();

    assertThat(recovered.receiveMessage().chunks()).isEmpty();
  }

  @Test
  void whileASnapshotIsWrittenTheLogGoesOn() {
    ActorRef<DurableLog.Command<String>> log = start();
    recovered.receiveMessage();
    SNAPSHOTS.failNextPersisted(NAME, new IOException("no space left"));
    keep(log, 1, "a", List.of("never"));
    append(log, 2, "b");

    assertThat(replies.receiveSeveralMessages(3))
        .filteredOn(DurableLog.Done.class::isInstance)
        .containsExactly(new DurableLog.Done(1), new DurableLog.Done(2));
    stop(log);
    start();
    assertThat(recovered.receiveMessage().state()).containsExactly("a", "b");
  }

  @Test
  void aSnapshotThatCouldNotBeKeptIsSaidToBeNone() {
    ActorRef<DurableLog.Command<String>> log = start();
    recovered.receiveMessage();
    SNAPSHOTS.failNextPersisted(NAME, new IOException("no space left"));

    keep(log, 1, "a", List.of("never"));

    assertThat(replies.receiveMessage()).isEqualTo(new DurableLog.Done(1));
    assertThat(replies.expectMessageClass(DurableLog.NotKept.class).cause())
        .hasMessageContaining("no space left");
  }

  @Test
  void aFailureToWriteEndsTheLogAndConfirmsNothing() {
    ActorRef<DurableLog.Command<String>> log = start();
    recovered.receiveMessage();
    TestProbe<Void> watcher = KIT.createTestProbe();
    JOURNAL.failNextPersisted(NAME, new IOException("no space left"));

    append(log, 1, "a");

    watcher.expectTerminated(log);
    append(log, 2, "b");
    start();
    assertThat(recovered.receiveMessage().state()).isEmpty();
    replies.expectNoMessage(java.time.Duration.ZERO);
  }

  @Test
  void whatCannotBeReadIsToldAndEndsTheLog() {
    JOURNAL.failNextRead(NAME, new IOException("a damaged record"));

    ActorRef<DurableLog.Command<String>> log = start();

    assertThat(unreadable.receiveMessage().cause()).hasMessageContaining("a damaged record");
    KIT.<Void>createTestProbe().expectTerminated(log);
  }
}
