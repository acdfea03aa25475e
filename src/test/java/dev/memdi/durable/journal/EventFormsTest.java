package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AbstractPersistentActor;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events that are large, or that are written by other ways than an array, through the plugin. */
@Timeout(120)
class EventFormsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  record Blob(byte[] bytes) {}

  /** Knows buffers only: whoever asks it for an array has not seen what it is. */
  public static final class BlobSerializer extends SerializerWithStringManifest
      implements ByteBufferSerializer {
    @Override
    public int identifier() {
      return 74104;
    }

    @Override
    public String manifest(Object blob) {
      return "blob";
    }

    @Override
    public void toBinary(Object blob, ByteBuffer out) {
      out.put(((Blob) blob).bytes());
    }

    @Override
    public Object fromBinary(ByteBuffer in, String manifest) {
      assertThat(manifest).isEqualTo("blob");
      byte[] bytes = new byte[in.remaining()];
      in.get(bytes);
      return new Blob(bytes);
    }

    @Override
    public byte[] toBinary(Object blob) {
      throw new UnsupportedOperationException("it was asked for an array");
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
      throw new UnsupportedOperationException("it was given an array");
    }
  }

  /** Tells the length and the content's hash of what it keeps. */
  static final class Keeper extends AbstractPersistentActor {
    private final ActorRef reader;
    private String all = "";

    Keeper(ActorRef reader) {
      this.reader = reader;
    }

    @Override
    public String persistenceId() {
      return "keeper";
    }

    @Override
    public Receive createReceiveRecover() {
      return receiveBuilder().match(Blob.class, this::add).match(byte[].class, this::add).build();
    }

    @Override
    public Receive createReceive() {
      return receiveBuilder()
          .matchEquals("?", _ -> reader.tell(all, getSelf()))
          .matchAny(event ->
              persist(
                  event,
                  kept -> {
                    add(kept);
                    reader.tell("kept", getSelf());
                  }))
          .build();
    }

    private void add(Object event) {
      all += text(event);
    }

    @Override
    public void onPersistFailure(Throwable cause, Object event, long number) {
      reader.tell("failed: " + cause, getSelf());
    }

    @Override
    public void onPersistRejected(Throwable cause, Object event, long number) {
      reader.tell("rejected: " + cause, getSelf());
    }
  }

  @TempDir private Path directory;

  @Test
  void anEventThatIsWrittenIntoABufferIsReadFromOne() throws Exception {
    // small, larger than the buffer to begin with, larger than the one that is kept, small again
    expectKept(blob(10), blob(5_000), blob(3_000_000), blob(11));
  }

  @Test
  void anEventOf64MiBIsAnEventAsAnyOther() throws Exception {
    expectKept(blob(1).bytes(), blob(64 << 20).bytes(), blob(2).bytes());
  }

  private static Blob blob(int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(length).nextBytes(bytes);
    return new Blob(bytes);
  }

  private static String text(Object event) {
    byte[] bytes = event instanceof Blob blob ? blob.bytes() : (byte[]) event;
    return bytes.length + " bytes " + Arrays.hashCode(bytes) + "; ";
  }

  private void expectKept(Object... events) throws Exception {
    in((kit, keeper) -> {
      for (Object event : events) {
        keeper.tell(event, ActorRef.noSender());
        kit.expectMsg(PATIENCE, "kept");
      }
    });
    StringBuilder all = new StringBuilder();
    for (Object event : events) {
      all.append(text(event));
    }
    in((kit, keeper) -> {
      keeper.tell("?", ActorRef.noSender());
      kit.expectMsg(PATIENCE, all.toString());
    });
  }

  private interface Scene {
    void play(TestKit kit, ActorRef keeper);
  }

  /** In a life of its own. */
  private void in(Scene scene) throws Exception {
    var config =
        ConfigFactory.parseString(
                """
                pekko.persistence.journal.plugin = memdi-journal
                pekko.persistence.snapshot-store.plugin = pekko.persistence.no-snapshot-store
                pekko.actor.serializers.blob = "%1$s$BlobSerializer"
                pekko.actor.serialization-bindings { "%1$s$Blob" = blob }
                memdi-journal.segment-bytes = 1MiB
                """
                    .formatted(EventFormsTest.class.getName()))
            .withValue(
                "memdi-journal.directory", ConfigValueFactory.fromAnyRef(directory.toString()))
            .withFallback(ConfigFactory.load());
    ActorSystem system = ActorSystem.create("events", config);
    try {
      TestKit kit = new TestKit(system);
      ActorRef reader = kit.getRef();
      scene.play(kit, system.actorOf(Props.create(Keeper.class, () -> new Keeper(reader))));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }
}
