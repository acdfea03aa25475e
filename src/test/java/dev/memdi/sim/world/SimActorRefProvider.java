package dev.memdi.sim.world;

import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ActorSystemImpl;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.DynamicAccess;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.InternalActorRef;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.remote.DefaultFailureDetectorRegistry;
import org.apache.pekko.remote.FailureDetector;
import org.apache.pekko.remote.FailureDetectorRegistry;
import org.apache.pekko.remote.PhiAccrualFailureDetector;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.RemoteTransport;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Some;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * {@code pekko.actor.provider} of a simulated node: Pekko's own remote refs and paths, over the
 * simulated transport.
 *
 * <p>It starts what remoting starts, less Artery and remote deployment. Its cache of resolved refs
 * is a field: Pekko keeps one in a thread-local for each actor system, which on a thread that
 * outlives the world would keep every world in memory.
 */
public final class SimActorRefProvider extends RemoteActorRefProvider {
  private static final int CACHED_REFS = 4096;

  private final Map<String, ActorRef> resolved = new HashMap<>();
  private final Life life;
  private @Nullable SimTransport transport;
  private Option<ActorRef> remoteWatcher = Option.empty();

  /** As Pekko calls it. */
  public SimActorRefProvider(
      String system, ActorSystem.Settings settings, EventStream events, DynamicAccess access) {
    super(system, settings, events, access);
    life = LifeSetup.of(settings);
  }

  @Override
  public void init(ActorSystemImpl system) {
    local().init(system);
    transport = new SimTransport(system, this, life);
    life.attach(system);
    if (remoteSettings().UseUnsafeRemoteFeaturesWithoutCluster()) {
      remoteWatcher = new Some<>(createRemoteWatcher(system));
    }
  }

  @Override
  public @Nullable RemoteTransport transport() {
    return transport;
  }

  @Override
  public InternalActorRef remoteDaemon() {
    return deadLetters();
  }

  @Override
  public Option<ActorRef> remoteWatcher() {
    return remoteWatcher;
  }

  @Override
  public String addressString() {
    return life.node().address().toString();
  }

  /** Pekko's detector with Pekko's settings, by the node's own clock. */
  @Override
  public FailureDetectorRegistry<Address> createRemoteWatcherFailureDetector(
      ExtendedActorSystem system) {
    var settings = remoteSettings().WatchFailureDetectorConfig();
    var clock =
        new FailureDetector.Clock() {
          @Override
          public Object apply() {
            return life.node().clock().nanos() / 1_000_000;
          }
        };
    return new DefaultFailureDetectorRegistry<>(() ->
        new PhiAccrualFailureDetector(
            settings.getDouble("threshold"),
            settings.getInt("max-sample-size"),
            finite(settings.getDuration("min-std-deviation")),
            finite(settings.getDuration("acceptable-heartbeat-pause")),
            finite(settings.getDuration("heartbeat-interval")),
            clock));
  }

  /** Only refs of one incarnation of an actor are kept: others mean whoever is there by then. */
  @Override
  public ActorRef resolveActorRef(String path) {
    if (path.indexOf('#') < 0) {
      return internalResolveActorRef(path);
    }
    ActorRef ref = resolved.get(path);
    if (ref == null) {
      ref = internalResolveActorRef(path);
      if (resolved.size() == CACHED_REFS) {
        resolved.clear();
      }
      resolved.put(path, ref);
    }
    return ref;
  }

  private static FiniteDuration finite(java.time.Duration duration) {
    return Duration.fromNanos(duration.toNanos());
  }
}
