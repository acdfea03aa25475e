package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
  private static final Duration NO_BEAT = Duration.ofDays(1);

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "watch",
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  @AfterAll
  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** A client that reads only what it is made to. */
  private SinkQueueWithCancel<ByteString> slowReader(InMemoryRouter router, String from) {
    Watch watch = new Watch(router, Bytes.EMPTY, from, NO_BEAT, change -> {}, new Ending());
    return Source.fromGraph(watch)
        .runWith(Sink.<ByteString>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), system);
  }

  /** The chunks as one stream of bytes; each is pulled when it is read. */
  private static EventStreamReader reader(SinkQueueWithCancel<ByteString> chunks) {
    Enumeration<InputStream> streams =
        Collections.enumeration(
            new AbstractList<>() {
              @Override
              public InputStream get(int index) {
                Optional<ByteString> chunk = chunks.pull().toCompletableFuture().join();
                return new ByteArrayInputStream(chunk.orElseThrow().toArray());
              }

              @Override
              public int size() {
                return Integer.MAX_VALUE;
              }
            });
    return new EventStreamReader(new SequenceInputStream(streams));
  }

  @Test
  void aReaderThatDoesNotReadLetsNoChangesBeAskedFor() throws Exception {
    InMemoryRouter router = new InMemoryRouter();
    SinkQueueWithCancel<ByteString> chunks = slowReader(router, "start");
    chunks.pull().toCompletableFuture().get(60, TimeUnit.SECONDS); // the opening

    int changes = 1000;
    for (int i = 0; i < changes; i++) {
      router.set("a", Integer.toString(i)); // wakes whoever waits for shard 1
    }
    EventStreamReader reader = reader(chunks);
    for (int i = 0; i < changes; i++) {
      assertThat(reader.nextEvent().json().path("revision").asInt()).isEqualTo(i + 1);
    }

    // each shard once at first, then shard 1 for the first change, for all others, and for more;
    // whoever had pulled ahead of its reader would have been woken by every one of them
    assertThat(router.asked()).isLessThan(10);
    chunks.cancel();
  }

  @Test
  void noChangeIsToldBeforeEveryPositionIsKnown() throws Exception {
    InMemoryRouter router = new InMemoryRouter();
    SinkQueueWithCancel<ByteString> chunks = slowReader(router, "");
    EventStreamReader reader = reader(chunks);
    reader.next(EventStreamReader.Frame::hasId);
    assertThat(reader.lastId).isEqualTo("1.1.1");
    router.set("a", "1");
    assertThat(reader.nextEvent().place()).isEqualTo("1@1");
    chunks.cancel();
  }
}
