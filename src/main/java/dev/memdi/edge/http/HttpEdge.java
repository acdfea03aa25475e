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
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;

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

  /** Longer than any request may take: its own timeout answers it before. */
  private static final Duration IDLE = Duration.ofSeconds(75);

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
      PrometheusMeterRegistry meters,
      Transport transport) {
    Drain drain = new Drain();
    Dispatch dispatch = dispatch(system, settings, routers, administration, meters, BEAT);
    return bind(system, settings, drain.around(dispatch::answer), transport)
        .thenApply(listening -> {
          stopInOrder(listening, drain, system);
          return listening.localAddress();
        });
  }

  private static void stopInOrder(
      Transport.Listening listening, Drain drain, ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    // beside the handing over of leaderships: requests that wait for new leaders are answered
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "memdi-http-drains",
        () -> {
          drain.announce(); // before it can be seen that nobody listens any more
          return listening.unbind().thenCompose(unbound -> drain.begin(DRAINS_WITHIN, system));
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "memdi-http-ends",
        () -> listening.terminate(STOPS_WITHIN));
  }

  /**
   * Listens where {@code settings} say, and serves {@code routers} and {@code administration} until
   * told otherwise. Registers its own meters with {@code meters} and serves all that are there.
   * Fails if the address can't be listened on.
   */
  public static CompletionStage<Transport.Listening> bind(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Transport transport) {
    return bind(system, settings, routers, administration, meters, transport, BEAT);
  }

  /** With another time between the signs of life of a watch. */
  static CompletionStage<Transport.Listening> bind(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Transport transport,
      Duration beat) {
    Dispatch dispatch = dispatch(system, settings, routers, administration, meters, beat);
    return bind(system, settings, dispatch::answer, transport);
  }

  private static CompletionStage<Transport.Listening> bind(
      ActorSystem<?> system,
      Settings settings,
      Function<HttpRequest, CompletionStage<HttpResponse>> answering,
      Transport transport) {
    ServerSettings server = serverSettings(system.settings().config(), settings.limits());
    NodeSettings.Http http = settings.node().http();
    return transport.listen(
        http.host(),
        http.port(),
        server.getMaxConnections(),
        IDLE,
        Flow.of(HttpRequest.class)
            .mapAsync(server.getPipeliningLimit(), answering)
            .join(Http.get(system).serverLayer(server).atop(plain())));
  }

  @SuppressWarnings("unchecked") // it says more exactly what comes out than others may hear
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
    return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
        (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();
  }

  private static Dispatch dispatch(
      ActorSystem<?> system,
      Settings settings,
      Routers routers,
      Administration administration,
      PrometheusMeterRegistry meters,
      Duration beat) {
    Backend backend =
        new Backend(
            system,
            routers,
            administration,
            settings.limits(),
            settings.requests(),
            new UploadBudget(uploads(settings)));
    return new Dispatch(served(administration, meters, beat), backend, new RequestTimers(meters));
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
                Map.entry(
                    "pekko.http.server.parsing.error-handler", MalformedRequests.class.getName()),
                Map.entry("pekko.http.server.parsing.max-uri-length", target),
                // braces stand for themselves: {hash tags} are typed by hand
                Map.entry("pekko.http.server.parsing.uri-parsing-mode", "relaxed"),
                // a resume token holds a position for every shard
                Map.entry("pekko.http.server.parsing.max-header-value-length", "32k"),
                // conditional headers are read by our own rules, and as they came
                Map.entry("pekko.http.server.parsing.modeled-header-parsing", "off")));
    return ServerSettings.create(relied.withFallback(config));
  }
}
