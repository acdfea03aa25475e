package dev.memdi.edge.http;

import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Servers without a node, all of whose work is done by one thread. */
final class OneThreadHost {
  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "host",
          ConfigFactory.parseString("pekko.actor.provider = local, memdi-dispatcher.threads = 1")
              .withFallback(ConfigFactory.load()));
  private final EventLoopGroup threads;

  OneThreadHost() throws Exception {
    threads = DataPath.threadsOf(system);
  }

  HttpServer serve(Router router) throws Exception {
    return HttpEdge.bind(
            system,
            threads,
            HttpEdgeFixture.SETTINGS,
            new Routers(List.of(router)),
            new FakeAdministration(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Duration.ofMinutes(1))
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  static RawClient clientOf(HttpServer server) throws IOException {
    return new RawClient(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.localAddress().getPort()));
  }

  /** When the thread has done with what it is at. */
  void execute(Runnable task) {
    system.dispatchers().lookup(DispatcherSelector.fromConfig(Settings.DATA_PATH)).execute(task);
  }

  void stop() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
