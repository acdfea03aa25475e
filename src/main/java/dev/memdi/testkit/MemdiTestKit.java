package dev.memdi.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.memdi.KeyValues;
import dev.memdi.Memdi;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A memdi cluster in this JVM, for tests. Its nodes are real ones: actor systems that reach each
 * other over loopback, on ports that were free, without HTTP.
 *
 * <pre>{@code
 * try (MemdiTestKit cluster = MemdiTestKit.start(3)) {
 *   cluster.keyValues(0).set(key, value).toCompletableFuture().join();
 *   cluster.kill(0);
 *   cluster.keyValues(1).get(key).toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p>Nodes are numbered from 0. For one thread at a time.
 */
public final class MemdiTestKit implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USUAL_COPIES = 3;

  private final IntFunction<Config> settings;
  private final int expect;
  private final List<Node> nodes = new ArrayList<>();

  /** A node's place, whether or not it lives there now. */
  private static final class Node {
    private final String name;
    private String address = "127.0.0.1:0";
    private Optional<Memdi> life = Optional.empty();

    Node(String name) {
      this.name = name;
    }

    Memdi running() {
      return life.orElseThrow(() -> new IllegalStateException(name + " does not run"));
    }
  }

  private MemdiTestKit(int count, IntFunction<Config> settings) {
    if (count < 1) {
      throw new IllegalArgumentException("a cluster has at least one node: " + count);
    }
    this.settings = settings;
    this.expect = Math.min(count, USUAL_COPIES);
    for (int i = 0; i < count; i++) {
      nodes.add(new Node("node-" + i));
    }
  }

  /** A cluster of {@code nodes} nodes, once all of them can serve. */
  public static MemdiTestKit start(int nodes) {
    return start(nodes, ConfigFactory.empty());
  }

  /**
   * The same with other settings on every node, such as {@code memdi.cluster.shards = 1}; names,
   * addresses and seeds are the kit's.
   */
  public static MemdiTestKit start(int nodes, Config settings) {
    return start(nodes, _ -> settings);
  }

  /** The same with settings of each node's own, such as the port of an edge. */
  public static MemdiTestKit start(int nodes, IntFunction<Config> settings) {
    MemdiTestKit kit = new MemdiTestKit(nodes, settings);
    try {
      kit.nodes.forEach(kit::launch);
      kit.nodes.forEach(kit::awaitReady);
      return kit;
    } catch (RuntimeException e) {
      kit.close();
      throw e;
    }
  }

  public int size() {
    return nodes.size();
  }

  /** A node that runs. */
  public Memdi node(int index) {
    return nodes.get(index).running();
  }

  /** The store, as that node serves it. */
  public KeyValues keyValues(int index) {
    return node(index).keyValues();
  }

  /** The node that leads the shard of {@code key}; if none does now, the next one that does. */
  public int leaderOf(Key key) {
    Memdi any = runningNodes().getFirst().running();
    int shard = any.routers().byDefault().shardOf(key);
    long begun = System.nanoTime();
    Optional<NodeId> leader = leaderOf(shard, any);
    while (leader.isEmpty()) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException("shard " + shard + " has no leader after " + PATIENCE);
      }
      leader = leaderOf(shard, any);
    }
    return nodes.stream().map(node -> node.name).toList().indexOf(leader.get().name());
  }

  private static Optional<NodeId> leaderOf(int shard, Memdi toldBy) {
    return await(toldBy.administration().cluster()).shards().get(shard).leader();
  }

  /** Stops a node as an operator would: it hands over what it leads, leaves the cluster, ends. */
  public void stop(int index) {
    ActorSystem<?> system = node(index).system();
    await(CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason()));
    await(system.getWhenTerminated());
    nodes.get(index).life = Optional.empty();
  }

  /** Ends a node without a word to the others, as if its process had been killed. */
  public void kill(int index) {
    end(nodes.get(index));
  }

  /** Starts a node that was stopped or killed, under its name and at its address; it is blank. */
  public void restart(int index) {
    Node node = nodes.get(index);
    if (node.life.isPresent()) {
      throw new IllegalStateException(node.name + " runs");
    }
    launch(node);
    awaitReady(node);
  }

  /** Ends all nodes. */
  @Override
  public void close() {
    runningNodes().forEach(MemdiTestKit::end);
  }

  private static void end(Node node) {
    ActorSystem<?> system = node.running().system();
    node.life = Optional.empty();
    system.terminate();
    await(system.getWhenTerminated());
  }

  private List<Node> runningNodes() {
    return nodes.stream().filter(node -> node.life.isPresent()).toList();
  }

  private void launch(Node node) {
    Config config = Memdi.configure(config(node));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.<Void>empty(), "memdi", config);
    Memdi memdi = Memdi.get(system);
    node.address = memdi.address();
    node.life = Optional.of(memdi);
  }

  private Config config(Node node) {
    List<String> seeds = runningNodes().stream().map(other -> other.address).toList();
    int port = Integer.parseInt(node.address.substring(node.address.indexOf(':') + 1));
    return ConfigValueFactory.fromMap(Map.of("name", node.name, "http", Map.of("enabled", false)))
        .atPath("memdi.node")
        .withFallback(
            ConfigValueFactory.fromMap(Map.of("host", "127.0.0.1", "port", port, "seeds", seeds))
                .atPath("memdi.cluster"))
        .withFallback(settings.apply(nodes.indexOf(node)))
        .withFallback(ConfigFactory.parseString("memdi.cluster.expect = " + expect))
        .withFallback(ConfigFactory.parseResources(MemdiTestKit.class, "testkit.conf"));
  }

  private void awaitReady(Node node) {
    try {
      await(node.running().whenReady());
    } catch (CompletionException e) {
      Status.Node status = await(node.running().administration().node());
      throw new IllegalStateException(
          "%s is not ready after %s: %s".formatted(node.name, PATIENCE, status.readiness()), e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage
        .toCompletableFuture()
        .copy()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
