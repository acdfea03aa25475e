package dev.memdi.edge.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Limits;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.Settings;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Routers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** memdi's HTTP server. */
public final class HttpEdge {
  /**
   * How long a node that stops goes on answering on the connections that it has. Less than the
   * phase of Pekko's coordinated shutdown in which that happens (5 s).
   */
  private static final Duration DRAINS_WITHIN = Duration.ofSeconds(4);

  /** Watches never end by themselves: what is left after that gets no longer than this. */
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(1);

  private static final Duration BEAT = Duration.ofSeconds(15);

  static final String SERVER = "memdi";

  private HttpEdge() {}

  /**
   * Serves until the actor system stops; tells the address that it listens on. When it stops, it
   * listens no more, answers what it has been asked, and only then closes its connections. Fails if
   * the address can't be listened on.
   *
   * @param threads that wait for the network; they outlive the server
   */
  public static CompletionStage<InetSocketAddress> serve(
      ActorSystem<?> system,
      EventLoopGroup threads,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters) {
    Drain drain = drain(system);
    return bind(system, threads, settings, routers, administration, meters, BEAT, drain)
        .thenApply(server -> {
          stopInOrder(server, drain, system);
          return server.localAddress();
        });
  }

  private static Drain drain(ActorSystem<?> system) {
    return Drain.by(
        system.dispatchers().lookup(DispatcherSelector.fromConfig(Settings.DATA_PATH)), system);
  }

  private static void stopInOrder(HttpServer server, Drain drain, ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    // beside the handing over of leaderships: requests that wait for new leaders are answered
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "memdi-http-drains",
        () -> server.unbind(drain::announce).thenCompose(unbound -> drain.begin(DRAINS_WITHIN)));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "memdi-http-ends",
        () -> server.terminate(STOPS_WITHIN));
  }

  /** The same until told otherwise, with another time between the signs of life of a watch. */
  static CompletionStage<HttpServer> bind(
      ActorSystem<?> system,
      EventLoopGroup threads,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Duration beat) {
    return bind(system, threads, settings, routers, administration, meters, beat, drain(system));
  }

  private static CompletionStage<HttpServer> bind(
      ActorSystem<?> system,
      EventLoopGroup threads,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Duration beat,
      Drain drain) {
    Ending ending = new Ending();
    Backend backend =
        new Backend(
            system,
            routers,
            administration,
            settings.limits(),
            settings.requests(),
            new UploadBudget(uploads(settings)),
            ending);
    Dispatch dispatch =
        new Dispatch(served(administration, meters, beat), backend, new RequestTimers(meters));
    Config config = config(system.settings().config(), settings.limits());
    ServerSettings server = ServerSettings.create(config);
    NodeSettings.Http http = settings.node().http();
    return HttpServer.listen(
        Sockets.of(threads, server, config.getConfig("pekko.http.server")),
        new InetSocketAddress(http.host(), http.port()),
        new ConnectionStreams(system, server, drain.around(dispatch::answer), drain::isAnnounced)
            ::serve,
        ending);
  }

  /** Bodies are writes on their way to a leader: as many as may wait there, and one in any case. */
  private static long uploads(Settings settings) {
    return Math.max(
        settings.raft().pendingBytes(),
        Math.max(
            settings.limits().sessionPendingBytes(), PlainRoutes.longestForm(settings.limits())));
  }

  /** The table of everything that is served. */
  static Served served(
      Administration administration, PrometheusMeterRegistry meters, Duration beat) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(KeyRoutes.routes());
    routes.addAll(UpdateRoutes.routes());
    routes.addAll(ScanRoutes.routes());
    routes.addAll(ManyRoutes.routes());
    routes.addAll(new WatchRoute(beat, meters).routes());
    routes.addAll(new ClusterRoutes(administration).routes());
    routes.addAll(CopyRoute.routes());
    routes.addAll(new ProbeRoutes(administration, meters).routes());
    routes.addAll(PlainRoutes.routes());
    return new Served(routes);
  }

  /** What of the library's settings the routes rely on; the rest is the operator's. */
  private static Config config(Config config, Limits limits) {
    int target = 2 * 3 * limits.key() + 1024; // two keys, every byte escaped, and some names
    Config relied =
        ConfigFactory.parseMap(
            Map.ofEntries(
                Map.entry("pekko.http.server.raw-request-uri-header", "on"),
                Map.entry("pekko.http.server.server-header", SERVER),
                // none: every request has a timeout of its own, and this one would cost each a
                // timer
                Map.entry("pekko.http.server.request-timeout", "0s"),
                Map.entry(
                    "pekko.http.server.parsing.error-handler", MalformedRequests.class.getName()),
                Map.entry("pekko.http.server.parsing.max-uri-length", target),
                // braces stand for themselves: {hash tags} are typed by hand
                Map.entry("pekko.http.server.parsing.uri-parsing-mode", "relaxed"),
                // a resume token holds a position for every shard
                Map.entry("pekko.http.server.parsing.max-header-value-length", "32k"),
                // conditional headers are read by our own rules, and as they came
                Map.entry("pekko.http.server.parsing.modeled-header-parsing", "off")));
    return relied.withFallback(config);
  }
}
