package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.memdi.api.Bytes;
import dev.memdi.durable.DurableLog;
import dev.memdi.durable.journal.Chunked;
import dev.memdi.raft.LogEvent;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;

/** A log that memdi's own plugins keep in a directory, for as long as it is not ended. */
final class LogOnDisk {
  private static final String ID = "memdi/a/default/0";

  private final Path directory;
  private final ActorTestKit kit;
  private final TestProbe<DurableLog.Reply> replies;
  private final ActorRef<DurableLog.Command<LogEvent>> log;

  LogOnDisk(Path directory) {
    this.directory = directory;
    this.kit = ActorTestKit.create(config());
    this.replies = kit.createTestProbe(DurableLog.Reply.class);
    this.log = start();
  }

  private Config config() {
    return ConfigFactory.load()
        .withValue("memdi-journal.directory", ConfigValueFactory.fromAnyRef(directory.toString()))
        .withValue(
            "memdi-snapshot-store.directory", ConfigValueFactory.fromAnyRef(directory.toString()));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private ActorRef<DurableLog.Command<LogEvent>> start() {
    TestProbe<DurableLog.Recovered<String>> recovered =
        (TestProbe) kit.createTestProbe(DurableLog.Recovered.class);
    ActorRef<DurableLog.Command<LogEvent>> started =
        kit.spawn(
            DurableLog.create(
                ID,
                new DurableLog.Plugins("memdi-journal", "memdi-snapshot-store"),
                new Nothing(),
                recovered.getRef(),
                kit.createTestProbe(DurableLog.Unreadable.class).getRef()));
    recovered.receiveMessage();
    return started;
  }

  void append(long ticket, Durable... changes) {
    log.tell(new DurableLog.Append<>(events(changes), ticket, replies.getRef()));
    assertThat(replies.receiveMessage()).isEqualTo(new DurableLog.Done(ticket));
  }

  void keep(long ticket, Durable change) {
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
        new DurableLog.Keep<>(
            events(change), new Chunked(DurableState.BLANK, chunks), ticket, replies.getRef()));
    assertThat(replies.receiveMessage()).isEqualTo(new DurableLog.Done(ticket));
    assertThat(replies.receiveMessage()).isEqualTo(new DurableLog.Kept(ticket));
    // what is before it is deleted in the background
    replies.awaitAssert(() -> {
      StringWriter seen = new StringWriter();
      LogInspection.inspect(directory, false, new PrintWriter(seen));
      assertThat(seen.toString()).contains("deleted up to 4");
      return seen;
    });
  }

  private List<LogEvent> events(Durable... changes) {
    return Stream.of(changes).map(LogEvent::of).toList();
  }

  void end() {
    kit.shutdownTestKit();
  }

  private record Nothing() implements DurableLog.Fold<LogEvent, String> {
    @Override
    public String empty() {
      return "";
    }

    @Override
    public String apply(String state, LogEvent change) {
      return "";
    }

    @Override
    public String head(Object head) {
      return "";
    }
  }
}
