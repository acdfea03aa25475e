package dev.memdi;

import com.typesafe.config.Config;
import dev.memdi.api.NodeId;
import dev.memdi.cluster.NodeRole;
import dev.memdi.config.Settings;
import dev.memdi.edge.http.HttpEdge;
import dev.memdi.edge.resp.RespEdge;
import dev.memdi.link.LoopExecutor;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.routing.Administration;
import dev.memdi.routing.Broadcaster;
import dev.memdi.routing.Channels;
import dev.memdi.routing.OperatorDesk;
import dev.memdi.routing.Placement;
import dev.memdi.routing.Router;
import dev.memdi.routing.Routers;
import dev.memdi.store.StoreRules;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
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
  private static final ExtensionId<Memdi> ID = id(SafetyRules.RAFT, StoreRules.SOUND);

  private static final Duration STARTS_WITHIN = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final Settings settings;
  private final NodeId id;
  private final Routers routers;
  private final Administration administration;
  private final Channels channels;
  private final Placement placement;
  private final StatusBoard board;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private Memdi(ActorSystem<?> system, SafetyRules safety, StoreRules storeRules) {
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
    DataClaim.make(system, settings);
    this.board = new StatusBoard(id, version(), settings.cluster(), new SystemClock(), meters);
    NodeGuardian.Sessions parts = startActors(cluster, safety, storeRules);
    this.routers =
        Routers.of(
            settings.cluster().keyspaces(),
            parts.inOrder(),
            parts.reads(),
            settings.limits().sessionPendingBytes());
    this.administration = new OperatorDesk(parts.administrator());
    this.channels = Broadcaster.channels(parts.broadcaster());
    this.placement = parts.placement();
  }

  private static ExtensionId<Memdi> id(SafetyRules safety, StoreRules storeRules) {
    return new ExtensionId<>() {
      @Override
      public Memdi createExtension(ActorSystem<?> system) {
        return new Memdi(system, safety, storeRules);
      }
    };
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
    return NodeConfig.of(config);
  }

  /** Starts a server: an actor system of its own, joined to its cluster, with its edges. */
  public static Memdi start(Config config) {
    return start(config, ID);
  }

  /** The same with other rules: for a node that is to show that breaking them is noticed. */
  static Memdi start(Config config, SafetyRules safety, StoreRules storeRules) {
    return start(config, id(safety, storeRules));
  }

  private static Memdi start(Config config, ExtensionId<Memdi> id) {
    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.<Void>empty(), NodeGuardian.NAME, configure(config));
    try {
      Memdi memdi = id.apply(system);
      memdi.serveHttp();
      memdi.serveResp();
      return memdi;
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private NodeGuardian.Sessions startActors(
      Cluster cluster, SafetyRules safety, StoreRules storeRules) {
    SystemClock clock = new SystemClock();
    ClusterLink link = new ClusterLink(system, id, clock, settings.cluster());
    NodeGuardian.Parts parts =
        new NodeGuardian.Parts(
            new Peer(id, address(cluster)),
            settings,
            clock,
            new SplittableRandom(id.incarnation()),
            safety,
            storeRules,
            board,
            board::storeListener,
            board::node,
            board::losses,
            link.departures(),
            link.express());
    ActorRef<NodeGuardian.Command> guardian =
        system.systemActorOf(
            NodeGuardian.create(parts),
            NodeGuardian.NAME,
            DispatcherSelector.fromConfig(Settings.DATA_PATH));
    link.follow(guardian);
    new PlannedStop(system, guardian, board::node, link).prepare();
    return sessions(guardian);
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
            HttpEdge.serve(
                    system,
                    LoopExecutor.threadsOf(system).toCompletableFuture().join(),
                    settings,
                    routers,
                    administration,
                    meters)
                .toCompletableFuture()
                .join())
        : Optional.empty();
  }

  /**
   * Serves the Redis protocol until the actor system stops, where the settings say, if they say so;
   * tells the address. Fails if it can't be listened on.
   */
  public Optional<InetSocketAddress> serveResp() {
    return settings.node().resp().enabled()
        ? Optional.of(
            RespEdge.serve(
                    system,
                    LoopExecutor.threadsOf(system).toCompletableFuture().join(),
                    settings,
                    id,
                    version(),
                    routers,
                    administration,
                    channels,
                    placement,
                    new SystemClock())
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
    return UntilReady.of(system, administration);
  }

  /** The store, for Java: its default keyspace. */
  public KeyValues keyValues() {
    return keyValues(routers.byDefault());
  }

  /**
   * A keyspace of the store by its name in {@code memdi.keyspaces}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public KeyValues keyspace(String name) {
    return keyValues(
        routers
            .named(name)
            .orElseThrow(() -> new IllegalArgumentException("there is no keyspace " + name)));
  }

  private KeyValues keyValues(Router router) {
    return new KeyValues(router, settings.requests().in(router.keyspace()));
  }

  /** The data paths, for an edge. */
  public Routers routers() {
    return routers;
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
