package dev.memdi;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.cluster.Departure;
import dev.memdi.cluster.Downing;
import dev.memdi.cluster.Joining;
import dev.memdi.cluster.Lifelines;
import dev.memdi.cluster.Members;
import dev.memdi.cluster.NodeRole;
import dev.memdi.config.Settings;
import dev.memdi.edge.http.HttpEdge;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Departures;
import dev.memdi.routing.OperatorDesk;
import dev.memdi.routing.Router;
import dev.memdi.routing.ShardRouter;
import dev.memdi.store.StoreRules;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * A memdi node in an actor system: a Pekko extension for applications that embed it, and what the
 * server is made of.
 *
 * <pre>{@code
 * Config config = Memdi.configure(ConfigFactory.load());
 * ActorSystem<Void> system = ActorSystem.create(behavior, "shop", config);
 * KeyValues store = Memdi.get(system).keyValues();
 * store.set(Key.utf8("greeting"), Bytes.utf8("hello"));
 * }</pre>
 *
 * <p>All nodes of a cluster have actor systems of the same name.
 */
public final class Memdi implements Extension {
  private static final ExtensionId<Memdi> ID =
      new ExtensionId<>() {
        @Override
        public Memdi createExtension(ActorSystem<?> system) {
          return new Memdi(system);
        }
      };

  private static final String SERVER = "memdi-server.conf";
  private static final String EXIT_JVM = "pekko.coordinated-shutdown.exit-jvm";
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(10);
  private static final Duration READY_LOOK = Duration.ofMillis(50);
  private static final Duration HANDS_OVER_WITHIN = Duration.ofSeconds(3);

  private final ActorSystem<?> system;
  private final Settings settings;
  private final NodeId id;
  private final Router router;
  private final Administration administration;
  private final StatusBoard board;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Memdi(ActorSystem<?> system) {
    this.system = system;
    this.settings = Settings.from(system.settings().config());
    Cluster cluster = Cluster.get(system);
    NodeRole role =
        cluster.selfMember().getRoles().stream()
            .map(NodeRole::decode)
            .flatMap(Optional::stream)
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "this actor system was not configured for memdi: create it with"
                        + " Memdi.configure(config)"));
    this.id = role.id();
    this.board = new StatusBoard(id, version(), settings.cluster(), new SystemClock(), meters);
    NodeGuardian.Sessions parts = startActors(cluster);
    this.router = new ShardRouter(parts.inOrder());
    this.administration = new OperatorDesk(parts.administrator());
  }

  /** The node of an actor system; started at the first call. */
  public static Memdi get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * What an actor system that memdi runs in is created with: {@code config}, and what memdi needs
   * of Pekko where the application does not say otherwise (Pekko's own defaults, which {@code
   * ConfigFactory.load()} brings along, are not the application's word). Each call makes another
   * incarnation of the node, so each is for one actor system.
   *
   * @throws dev.memdi.config.InvalidConfigException names every problem under {@code memdi}
   */
  public static Config configure(Config config) {
    Config whole = withNeedsOfPekko(config.withFallback(ConfigFactory.load()).resolve());
    Settings settings = Settings.from(whole);
    NodeId id = new NodeId(settings.node().name(), new SecureRandom().nextLong());
    List<String> roles = new ArrayList<>(whole.getStringList("pekko.cluster.roles"));
    roles.add(NodeRole.of(id, settings).encode());
    return whole.withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles));
  }

  /** To end the JVM with the actor system is for a server, which says so itself. */
  private static Config withNeedsOfPekko(Config given) {
    Config whole = given;
    Config needs = ConfigFactory.parseResources(SERVER).withoutPath(EXIT_JVM).resolveWith(given);
    for (Map.Entry<String, ConfigValue> need : needs.entrySet()) {
      if (!isChosen(given, need.getKey())) {
        whole = whole.withValue(need.getKey(), need.getValue());
      }
    }
    return whole;
  }

  /** Whether somebody set it, rather than that a library has a default for it. */
  private static boolean isChosen(Config config, String path) {
    return config.hasPath(path)
        && !"reference.conf".equals(config.getValue(path).origin().resource());
  }

  /** Starts a server: an actor system of its own, joined to its cluster, with its HTTP edge. */
  public static Memdi start(Config config) {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.<Void>empty(), NodeGuardian.NAME, configure(config));
    try {
      Memdi memdi = get(system);
      memdi.serveHttp();
      return memdi;
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private NodeGuardian.Sessions startActors(Cluster cluster) {
    SystemClock clock = new SystemClock();
    Departure departure = new Departure(system);
    NodeGuardian.Parts parts =
        new NodeGuardian.Parts(
            new Peer(id, address(cluster)),
            settings,
            clock,
            new SplittableRandom(id.incarnation()),
            SafetyRules.RAFT,
            StoreRules.SOUND,
            board,
            board::storeListener,
            board::node,
            departures(departure));
    ActorRef<NodeGuardian.Command> guardian =
        system.systemActorOf(NodeGuardian.create(parts), NodeGuardian.NAME, Props.empty());
    followCluster(guardian, departure, clock);
    handOverBeforeStopping(guardian);
    return sessions(guardian);
  }

  private static Departures departures(Departure departure) {
    return new Departures() {
      @Override
      public void leave() {
        departure.leave();
      }

      @Override
      public void remove(String address) {
        departure.down(address);
      }
    };
  }

  /** From Pekko Cluster to the node's actors: who is there, and whose connection has closed. */
  private void followCluster(
      ActorRef<NodeGuardian.Command> guardian, Departure departure, SystemClock clock) {
    ActorRef<Downing.Command> downing =
        system.systemActorOf(Downing.create(departure), "memdi-downing", Props.empty());
    ActorRef<Lifelines.Command> lifelines =
        system.systemActorOf(
            Lifelines.create(
                id,
                new SplittableRandom(~id.incarnation()),
                lost -> guardian.tell(new NodeGuardian.ConnectionLost(lost)),
                vacant -> downing.tell(new Downing.Vacant(vacant))),
            "memdi-lifelines",
            Props.empty());
    ActorRef<ClusterView> views =
        system.systemActorOf(
            Behaviors.receiveMessage(view -> {
              guardian.tell(new NodeGuardian.ViewChanged(view));
              lifelines.tell(new Lifelines.ViewChanged(view));
              downing.tell(new Downing.ViewChanged(view));
              return Behaviors.same();
            }),
            "memdi-views",
            Props.empty());
    system.systemActorOf(Members.create(views), "memdi-members", Props.empty());
    system.systemActorOf(
        Joining.create(clock, settings.cluster().seeds()), "memdi-joining", Props.empty());
  }

  /** A planned stop costs clients milliseconds: leaderships go first (thesis §3.10). */
  private void handOverBeforeStopping(ActorRef<NodeGuardian.Command> guardian) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "memdi-hands-over",
            () -> {
              guardian.tell(new NodeGuardian.StepAside());
              return untilNobodyIsLed(HANDS_OVER_WITHIN);
            });
  }

  private CompletionStage<Done> untilNobodyIsLed(Duration left) {
    if (!leadsAny() || left.isNegative()) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    Duration look = Duration.ofMillis(10);
    CompletableFuture<Done> later = new CompletableFuture<>();
    system
        .scheduler()
        .scheduleOnce(
            look,
            () -> untilNobodyIsLed(left.minus(look)).thenAccept(later::complete),
            system.executionContext());
    return later;
  }

  private boolean leadsAny() {
    return board.node().replicas().stream().anyMatch(r -> r.role() == Status.Role.LEADER);
  }

  private NodeGuardian.Sessions sessions(ActorRef<NodeGuardian.Command> guardian) {
    CompletableFuture<NodeGuardian.Sessions> answer = new CompletableFuture<>();
    ActorRef<NodeGuardian.Sessions> asking =
        system.systemActorOf(
            Behaviors.receiveMessage(sessions -> {
              answer.complete(sessions);
              return Behaviors.stopped();
            }),
            "memdi-start",
            Props.empty());
    guardian.tell(new NodeGuardian.DescribeSessions(asking));
    return answer.orTimeout(STARTS_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
  }

  /**
   * Serves HTTP until the actor system stops, where the settings say, if they say so; tells the
   * address. Fails if it can't be listened on.
   */
  public Optional<InetSocketAddress> serveHttp() {
    return settings.node().http().enabled()
        ? Optional.of(
            HttpEdge.serve(system, settings, router, administration, meters)
                .toCompletableFuture()
                .join())
        : Optional.empty();
  }

  /**
   * Completes once this node can serve, that is holds a caught-up replica of every shard, or the
   * shard has its copies elsewhere; fails if the actor system ends before. Requests may be made
   * earlier: they wait, as long as their time-out lets them.
   */
  public CompletionStage<Done> whenReady() {
    CompletableFuture<Done> ready = new CompletableFuture<>();
    var _ =
        system
            .getWhenTerminated()
            .thenAccept(done ->
                ready.completeExceptionally(
                    new IllegalStateException("the node stopped before it was ready")));
    lookWhetherReady(ready);
    return ready;
  }

  private void lookWhetherReady(CompletableFuture<Done> ready) {
    var _ =
        administration
            .node()
            .thenAccept(node -> {
              if (node.ready()) {
                ready.complete(Done.getInstance());
              } else {
                system
                    .scheduler()
                    .scheduleOnce(
                        READY_LOOK, () -> lookWhetherReady(ready), system.executionContext());
              }
            });
  }

  /** The store, for Java. */
  public KeyValues keyValues() {
    return new KeyValues(router, settings.requests());
  }

  /** The data path, for an edge. */
  public Router router() {
    return router;
  }

  /** The operator's view. */
  public Administration administration() {
    return administration;
  }

  /** This node, in this life of it. */
  public NodeId id() {
    return id;
  }

  /** {@code host:port} where other nodes reach this one. */
  public String address() {
    return address(Cluster.get(system));
  }

  private static String address(Cluster cluster) {
    return cluster.selfMember().address().getHost().orElseThrow()
        + ":"
        + cluster.selfMember().address().getPort().orElseThrow();
  }

  public ActorSystem<?> system() {
    return system;
  }

  public CompletionStage<Done> whenTerminated() {
    return system.getWhenTerminated();
  }

  private static String version() {
    String version = Memdi.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
