package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.durable.disk.DiskSetup;
import dev.memdi.durable.disk.Stamps;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;

/** Persistent actors over the plugin, on a disk in memory. */
class EmbeddedJournalTest {
  /** Keeps what it is told, and says what it has. */
  static final class Notebook extends AbstractPersistentActor {
    private final ActorRef reader;
    private final StringBuilder notes = new StringBuilder();

    Notebook(ActorRef reader) {
      this.reader = reader;
    }

    @Override
    public String persistenceId() {
      return "notebook";
    }

    @Override
    public Receive createReceiveRecover() {
      return receiveBuilder().match(String.class, notes::append).build();
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder()
          .matchEquals("?", _ -> reader.tell(notes.toString(), getSelf()))
          .match(
              String.class,
              text ->
                  persist(
                      text,
                      kept -> {
                        notes.append(kept);
                        reader.tell("kept " + kept, getSelf());
                      }))
          .build();
    }

    @Override
    public void onPersistFailure(Throwable cause, Object event, long number) {
      reader.tell("failed: " + cause.getMessage(), getSelf());
    }
  }

  private final FragileDisk disk = new FragileDisk();

  @Test
  void anActorsEventsOutliveAFailingDiskAndARestart() throws Exception {
    in(kit -> {
      ActorRef notebook = notebook(kit);
      tell(kit, notebook, "a", "kept a");
      disk.writesFail = true;
      notebook.tell("b", ActorRef.noSender());
      assertThat(kit.expectMsgClass(String.class)).startsWith("failed: can't write");
      disk.writesFail = false;
      ActorRef again = notebook(kit);
      tell(kit, again, "?", "a");
      tell(kit, again, "c", "kept c");
    });
    in(kit -> tell(kit, notebook(kit), "?", "ac"));
  }

  private interface Scene {
    void play(TestKit kit);
  }

  private void in(Scene scene) throws Exception {
    var config =
        ConfigFactory.parseString(
                """
                pekko.persistence.journal.plugin = memdi-journal
                pekko.persistence.snapshot-store.plugin = pekko.persistence.no-snapshot-store
                pekko.loglevel = off
                memdi-journal.segment-bytes = 64KiB
                """)
            .withFallback(ConfigFactory.load());
    ActorSystem system =
        ActorSystem.create(
            "journal",
            ActorSystemSetup.create(
                BootstrapSetup.create(config), new DiskSetup(_ -> disk, Stamps.OF_PEKKO)));
    try {
      scene.play(new TestKit(system));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static ActorRef notebook(TestKit kit) {
    ActorRef reader = kit.getRef();
    return kit.getSystem().actorOf(Props.create(Notebook.class, () -> new Notebook(reader)));
  }

  private static void tell(TestKit kit, ActorRef notebook, String text, String answer) {
    notebook.tell(text, ActorRef.noSender());
    kit.expectMsg(Duration.ofSeconds(10), answer);
  }
}
