package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.LoopTransport;
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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PlannedStopTest {
  private final HeldRouter router = new HeldRouter();

  /** Answers when the test does. */
  private static final class HeldRouter implements Router {
    final BlockingQueue<Consumer<Outcome>> held = new LinkedBlockingQueue<>();

    @Override
    public void submit(Request request, Consumer<Outcome> whenDone) {
      held.add(whenDone);
    }

    void answer() throws InterruptedException {
      held.take().accept(new Outcome.Refused(new Refusal.Unavailable("held")));
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

  /** A connection that is kept. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(InetSocketAddress address) throws IOException {
      socket = new Socket(address.getAddress(), address.getPort());
      socket.setSoTimeout(20_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    void ask() throws IOException {
      String request = "GET /kv/a HTTP/1.1\r\nHost: a\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    /** The head of an answer, whose body is one line. */
    List<String> answer() throws IOException {
      List<String> head = new ArrayList<>();
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        head.add(line);
      }
      assertThat(in.readLine()).contains("held");
      return head;
    }

    boolean isAtEnd() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aServerThatStopsAnswersWhatItIsAskedAndTellsThatTheConnectionEnds() throws Exception {
    stops(LoopTransport::new);
  }

  @Test
  void andSoItDoesWherePekkosTcpTakesItsConnections() throws Exception {
    stops(PekkoTcp::new);
  }

  private void stops(Function<ActorSystem<?>, Transport> transport) throws Exception {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "stop",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    InetSocketAddress address =
        HttpEdge.serve(
                system,
                HttpEdgeFixture.SETTINGS,
                new Routers(List.of(router)),
                new FakeAdministration(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                transport.apply(system))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    try (Client busy = new Client(address);
        Client next = new Client(address)) {
      next.ask();
      router.answer();
      assertThat(next.answer()).noneMatch(line -> line.startsWith("Connection:"));
      busy.ask();
      Consumer<Outcome> inFlight = router.held.take();

      CompletionStage<Done> stopped =
          CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
      awaitRefusal(address);
      next.ask(); // on a connection that it had before
      router.answer();
      assertThat(next.answer()).contains("Connection: close");
      assertThat(next.isAtEnd()).isTrue();
      inFlight.accept(new Outcome.Refused(new Refusal.Unavailable("held")));
      assertThat(busy.answer()).contains("Connection: close");
      assertThat(busy.isAtEnd()).isTrue();
      stopped.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  private static void awaitRefusal(InetSocketAddress address) throws IOException {
    while (true) {
      try (Client one = new Client(address)) {
        assertThat(one.socket.isConnected()).isTrue();
      } catch (ConnectException e) {
        return;
      } catch (SocketException e) {
        // the system had let it in, and reset it when nobody was there to accept it
      }
    }
  }
}
