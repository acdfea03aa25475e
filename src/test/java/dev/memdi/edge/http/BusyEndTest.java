package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.Durability;
import dev.memdi.api.Key;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;
import dev.memdi.routing.ShardCopy;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The end of a server comes in the midst of a pipeline whose requests are answered at once:
 * wherever the stream of the connection is interrupted for it.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BusyEndTest {
  private static final int PIPELINE = 120;

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "busy-end",
          ConfigFactory.parseString("pekko.actor.provider = local, memdi-dispatcher.threads = 1")
              .withFallback(ConfigFactory.load()));
  private final Optional<EventLoopGroup> threads;

  BusyEndTest() throws Exception {
    threads = DataPath.threadsOf(system);
  }

  @AfterAll
  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** Calls for the end when it is asked for the {@code n}-th time. */
  private static final class EndingRouter implements Router {
    private final int n;
    private final Runnable end;
    final AtomicInteger asked = new AtomicInteger();

    EndingRouter(int n, Runnable end) {
      this.n = n;
      this.end = end;
    }

    @Override
    public void submit(Request request, Consumer<Outcome> whenDone) {
      if (asked.incrementAndGet() == n) {
        end.run();
      }
      whenDone.accept(new Outcome.Refused(new Refusal.Unavailable("done")));
    }

    @Override
    public Keyspace keyspace() {
      return Keyspaces.single(1, Durability.MEMORY).byDefault();
    }

    @Override
    public int shardOf(Key key) {
      return 0;
    }

    @Override
    public void changes(int shard, Bytes prefix, long from, Consumer<Changes> whenDone) {}

    @Override
    public void copy(int shard, Consumer<ShardCopy.Opening> whenDone) {}
  }

  @Test
  void allThatIsDoneIsAnsweredAndWhatIsNotIsRefused() throws Exception {
    for (int n = 1; n < PIPELINE; n++) {
      HttpServer[] server = new HttpServer[1];
      EndingRouter router =
          new EndingRouter(
              n,
              () -> {
                var _ = server[0].terminate(Duration.ofSeconds(30));
              });
      server[0] =
          HttpEdge.bind(
                  system,
                  threads,
                  HttpEdgeFixture.SETTINGS,
                  new Routers(List.of(router)),
                  new FakeAdministration(),
                  new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                  Duration.ofMinutes(1))
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS);
      try (RawClient client =
          new RawClient(
              new InetSocketAddress(
                  InetAddress.getLoopbackAddress(), server[0].localAddress().getPort()))) {
        client.send(RawClient.GET.repeat(PIPELINE));
        int answered = 0;
        RawClient.Answer answer;
        do {
          answer = client.answer();
          if (!answer.status().equals("HTTP/1.1 408 Request Timeout")) {
            assertThat(answer.status()).as("%d", n).isEqualTo("HTTP/1.1 503 Service Unavailable");
            answered++;
          }
        } while (!answer.isLast());
        assertThat(client.isAtEnd()).as("%d", n).isTrue();
        assertThat(answered).as("%d", n).isEqualTo(router.asked.get());
      }
    }
  }
}
