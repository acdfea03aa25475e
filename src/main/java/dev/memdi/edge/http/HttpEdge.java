package dev.memdi.edge.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Limits;
import dev.memdi.config.NodeSettings;
import dev.memdi.config.Settings;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Routers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
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

  private HttpEdge() {}

  /**
   * Serves until the actor system stops; tells the address that it listens on. When it stops, it
   * listens no more, answers what it has been asked, and only then closes its connections.
   */
  public static CompletionStage<InetSocketAddress> serve(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters) {
    Drain drain = new Drain();
    return bind(system, settings, routers, administration, meters, BEAT, drain)
        .thenApply(binding -> {
          stopInOrder(binding, drain, system);
          return binding.localAddress();
        });
  }

  private static void stopInOrder(ServerBinding binding, Drain drain, ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    // beside the handing over of leaderships: requests that wait for new leaders are answered
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "memdi-http-drains",
        () -> {
          drain.announce(); // before it can be seen that nobody listens any more
          return binding.unbind().thenCompose(unbound -> drain.begin(DRAINS_WITHIN, system));
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "memdi-http-ends",
        () -> binding.terminate(STOPS_WITHIN).thenApply(ended -> Done.getInstance()));
  }

  /**
   * Listens where {@code settings} say, and serves {@code routers} and {@code administration} until
   * the binding is terminated. Registers its own meters with {@code meters} and serves all that are
   * there. Fails if the address can't be listened on.
   */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters) {
    return bind(system, settings, routers, administration, meters, BEAT, new Drain());
  }

  /** With another time between the signs of life of a watch. */
  static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Duration beat) {
    return bind(system, settings, routers, administration, meters, beat, new Drain());
  }

  private static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Duration beat,
      Drain drain) {
    Backend backend =
        new Backend(
            system,
            routers,
            administration,
            settings.limits(),
            settings.requests(),
            new UploadBudget(uploads(settings)));
    Dispatch dispatch =
        new Dispatch(served(administration, meters, beat), backend, new RequestTimers(meters));
    NodeSettings.Http http = settings.node().http();
    return Http.get(system)
        .newServerAt(http.host(), http.port())
        .withSettings(serverSettings(system.settings().config(), settings.limits()))
        .bind(drain.around(dispatch::answer));
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
  private static ServerSettings serverSettings(Config config, Limits limits) {
    int target = 2 * 3 * limits.key() + 1024; // two keys, every byte escaped, and some names
    Config relied =
        ConfigFactory.parseMap(
            Map.ofEntries(
                Map.entry("pekko.http.server.raw-request-uri-header", "on"),
                Map.entry("pekko.http.server.server-header", "memdi"),
                // none: every request has a timeout of its own, and this one would cost each a
                // timer
                Map.entry("pekko.http.server.request-timeout", "0s"),
                // longer than any request may take: its own timeout answers it before
                Map.entry("pekko.http.server.idle-timeout", "75s"),
                Map.entry(
                    "pekko.http.server.parsing.error-handler", MalformedRequests.class.getName()),
                Map.entry("pekko.http.server.parsing.max-uri-length", target),
                // braces stand for themselves: {hash tags} are typed by hand
                Map.entry("pekko.http.server.parsing.uri-parsing-mode", "relaxed"),
                // a resume token holds a position for every shard
                Map.entry("pekko.http.server.parsing.max-header-value-length", "32k"),
                // conditional headers are read by our own rules, and as they came
                Map.entry("pekko.http.server.parsing.modeled-header-parsing", "off")));
    return ServerSettings.create(relied.withFallback(config))
        .withTerminationDeadlineExceededResponse(
            Problem.of(ProblemType.UNKNOWN, "the node stopped before there was an answer")
                .response());
  }
}
