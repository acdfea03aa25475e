package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.MachineClock;
import dev.memdi.Memdi;
import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import dev.memdi.config.Settings;
import dev.memdi.link.LoopExecutor;
import dev.memdi.routing.Placement;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;
import dev.memdi.routing.ShardCopy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writes that go on together wait for, where the connection has said what they are to. */
class PipelinedAckTest {
  private static final Settings SETTINGS =
      Settings.from(ConfigFactory.parseString("memdi.node.resp { enabled = on, port = 0 }"));

  @TempDir private static Path directory;
  private static final List<Written> WRITTEN = new CopyOnWriteArrayList<>();
  private static RespNode node;
  private static int port;

  private RawClient client;

  /** A write as the edge asked for it, and what came of it. */
  private record Written(Request request, Outcome outcome) {
    int steps() {
      return request.operation() instanceof Operation.Steps steps ? steps.steps().size() : 1;
    }

    Ack reached() {
      return ((Assurance.Acknowledged) ((Outcome.Done) outcome).assurance()).reached();
    }
  }

  @BeforeAll
  static void start() {
    node =
        RespNode.start(1, "memdi { cluster.durability = sync, node.data = \"" + directory + "\" }");
    Memdi memdi = node.cluster().node(0);
    Router recorded = new Recorded(memdi.routers().byDefault());
    port =
        RespEdge.serve(
                memdi.system(),
                LoopExecutor.ownThreads(memdi.system()),
                SETTINGS,
                memdi.id(),
                "test",
                new Routers(List.of(recorded)),
                memdi.administration(),
                new Silence(),
                new Placement(recorded.shards()),
                new MachineClock())
            .toCompletableFuture()
            .join()
            .getPort();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() {
    client = new RawClient(port);
    client.call("FLUSHALL");
    WRITTEN.clear();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void theDisksOfAMajorityWhereThatWasChosen() {
    client.write(
        "CLIENT ACK disk\r\nSET {t}a 1\r\nSET {t}b 2\r\nINCR {t}n\r\nMSET {t}c 3 {t}d 4\r\n");
    answered("+OK", "+OK", "+OK", ":1", "+OK");
    assertThat(WRITTEN).extracting(Written::steps).containsExactly(5);
    client.write("MULTI\r\nSET {t}a 2\r\nINCR {t}n\r\nEXEC\r\n");
    answered("+OK", "+QUEUED", "+QUEUED", "[+OK, :2]");
    assertThat(WRITTEN).extracting(Written::steps).containsExactly(5, 2);
    client.write("SET {t}a 3\r\n");
    answered("+OK");
    assertThat(WRITTEN)
        .hasSize(3)
        .allSatisfy(write -> {
          assertThat(write.request().ack()).isEqualTo(Ack.DISK);
          assertThat(write.reached()).isEqualTo(Ack.DISK);
        });
  }

  @Test
  void noLessThanAMajorityUnlessASetGoesAlone() {
    client.write("CLIENT ACK leader\r\nSET {t}a 1\r\nSET {t}b 2\r\n");
    answered("+OK", "+OK", "+OK");
    client.write("MULTI\r\nSET {t}a 2\r\nEXEC\r\n");
    answered("+OK", "+QUEUED", "[+OK]");
    client.write("SET {t}a 3 NX\r\n");
    answered("nil");
    client.write("SET {t}a 3\r\n");
    answered("+OK");
    assertThat(WRITTEN).extracting(write -> write.request().ack()).containsOnly(Ack.LEADER);
    assertThat(WRITTEN.subList(0, 2)).extracting(Written::reached).containsOnly(Ack.QUORUM);
    assertThat(WRITTEN.getLast().reached()).isEqualTo(Ack.LEADER);
  }

  private void answered(String... answers) {
    for (String answer : answers) {
      assertThat(client.read()).isEqualTo(answer);
    }
  }

  /** Writes down what it passes on. */
  private static final class Recorded implements Router {
    private final Router router;

    Recorded(Router router) {
      this.router = router;
    }

    @Override
    public void submit(Request request, Consumer<Outcome> whenDone) {
      router.submit(
          request,
          outcome -> {
            if (request.operation() instanceof Operation.Write) {
              WRITTEN.add(new Written(request, outcome));
            }
            whenDone.accept(outcome);
          });
    }

    @Override
    public Keyspace keyspace() {
      return router.keyspace();
    }

    @Override
    public int shardOf(Key key) {
      return router.shardOf(key);
    }

    @Override
    public void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {
      router.changes(shard, prefix, from, whenDone);
    }

    @Override
    public void copy(int shard, Consumer<ShardCopy.Opening> whenDone) {
      router.copy(shard, whenDone);
    }
  }
}
