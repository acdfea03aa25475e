package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Outcome;
import dev.memdi.link.LoopExecutor;
import dev.memdi.routing.Routers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PlannedStopTest {
  private final HeldRouter router = new HeldRouter();

  @Test
  void aServerThatStopsAnswersWhatItIsAskedAndTellsThatTheConnectionEnds() throws Exception {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "stop",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.load()));
    InetSocketAddress address =
        HttpEdge.serve(
                system,
                LoopExecutor.ownThreads(system),
                HttpEdgeFixture.SETTINGS,
                new Routers(List.of(router)),
                new FakeAdministration(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    try (RawClient busy = new RawClient(address);
        RawClient next = new RawClient(address)) {
      next.send(RawClient.GET);
      router.answer();
      assertThat(next.answer().isLast()).isFalse();
      busy.send(RawClient.GET);
      Consumer<Outcome> inFlight = router.held.take();

      CompletionStage<Done> stopped =
          CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
      boolean told;
      do {
        next.send(RawClient.GET); // on a connection that it had before
        router.answer();
        told = next.answer().isLast();
      } while (!told);
      assertThat(next.isAtEnd()).isTrue();
      isRefused(address);
      HeldRouter.answer(inFlight);
      assertThat(busy.answer().isLast()).isTrue();
      assertThat(busy.isAtEnd()).isTrue();
      stopped.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  /** Who is told finds the door closed: nobody waits in front of it in vain. */
  private static void isRefused(InetSocketAddress address) {
    assertThatThrownBy(() -> new RawClient(address).close()).isInstanceOf(ConnectException.class);
  }
}
