package dev.memdi.multijvm;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memdi.api.Ack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Node processes for the tests of one class. A test finds all of them up and voters of every shard:
 * those that the test before it left or, if it failed, new ones. Register it in a static field.
 */
final class RealCluster
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final List<String> FIRST_NODES = List.of("a", "b", "c");

  private final Map<String, String> settings = new TreeMap<>();
  private final Wiring wiring;
  private final int shards;
  private final List<Node> nodes = new ArrayList<>();
  private Path folder = Path.of("");
  private Path logs = Path.of("");
  private int clusters;
  private boolean failed;
  private String mainClass = "dev.memdi.Main";
  private Optional<String> orders = Optional.empty();
  private Optional<Disks> disks = Optional.empty();

  private RealCluster(Wiring wiring, int shards) {
    this.wiring = wiring;
    this.shards = shards;
    with("memdi.cluster.shards", shards);
  }

  /** Three nodes that reach each other directly. */
  static RealCluster direct(int shards) {
    return new RealCluster(new DirectWiring(), shards);
  }

  /** Three nodes that reach each other through {@code wiring}. */
  static RealCluster through(Wiring wiring, int shards) {
    return new RealCluster(wiring, shards);
  }

  /** The same with a setting of every node. */
  RealCluster with(String key, Object value) {
    settings.put(key, value.toString());
    return this;
  }

  /**
   * The same with nodes that keep their logs on these disks, in segments and between snapshots so
   * small that a test sees many of them.
   */
  RealCluster on(Disks where) {
    disks = Optional.of(where);
    return with("memdi-journal.segment-bytes", "64KiB")
        .with("memdi-snapshot-store.keep-free", "16KiB")
        .with("memdi.raft.snapshot.log-bytes", "64KiB")
        .with("memdi.raft.snapshot.log-entries", 250);
  }

  /** The same with nodes that acknowledge a write before it is on those disks. */
  RealCluster lagging() {
    return with("memdi.cluster.durability", "async");
  }

  /**
   * The same with nodes that run another main class, and wait for an {@linkplain #order order}.
   *
   * @param property the system property by which a node knows the file that is its order
   */
  RealCluster running(Class<?> other, String property) {
    mainClass = other.getName();
    orders = Optional.of(property);
    return this;
  }

  /** Tells a node that runs another main class to do what that is for. */
  void order(Node node) throws IOException {
    Files.createFile(orderTo(node.name()));
  }

  /** It is as any other again. */
  void countermand(Node node) throws IOException {
    Files.delete(orderTo(node.name()));
  }

  private Path orderTo(String node) {
    return logs.resolve(node + ".order").toAbsolutePath();
  }

  @Override
  public void beforeAll(ExtensionContext tests) throws Exception {
    folder = Path.of("target", "multi-jvm", tests.getRequiredTestClass().getSimpleName());
    delete(folder);
  }

  @Override
  public void beforeEach(ExtensionContext test) throws Exception {
    if (nodes.isEmpty()) {
      clusters++;
      logs = Files.createDirectories(folder.resolve("cluster-" + clusters));
      wiring.open(FIRST_NODES, logs);
      if (disks.isPresent()) {
        disks.get().open(FIRST_NODES, logs);
      }
      FIRST_NODES.forEach(this::add);
      for (Node node : nodes) {
        node.start();
      }
    }
    awaitWhole();
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    if (test.getExecutionException().isPresent()) {
      failed = true;
      stop();
    }
  }

  @Override
  public void afterAll(ExtensionContext test) throws Exception {
    stop();
    if (!failed) {
      delete(folder);
    }
  }

  private void stop() throws IOException, InterruptedException {
    nodes.forEach(Node::kill);
    nodes.clear();
    wiring.close();
    if (disks.isPresent()) {
      disks.get().close();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** A further node, which is not started yet. */
  Node add(String name) {
    List<String> seeds = FIRST_NODES.stream().map(wiring::address).toList();
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(wiring.settings());
    List<String> options = new ArrayList<>(wiring.jvmOptions(name));
    orders.ifPresent(property -> options.add("-D%s=%s".formatted(property, orderTo(name))));
    Node node = new Node(name, wiring.address(name), seeds, all, mainClass, options, logs);
    disks.ifPresent(disk -> node.keepIn(disk.of(name)));
    nodes.add(node);
    return node;
  }

  void forget(Node node) {
    nodes.remove(node);
  }

  /** What makes a write safe from what these tests do to the nodes. */
  Ack ack() {
    boolean onDisk = disks.isPresent() && !settings.containsKey("memdi.cluster.durability");
    return onDisk ? Ack.DISK : Ack.QUORUM;
  }

  int shards() {
    return shards;
  }

  /** What is kept of a test that fails. */
  Path logs() {
    return logs;
  }

  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  List<Node> without(Node node) {
    return nodes.stream().filter(n -> n != node).toList();
  }

  /** Whether a node takes itself for the leader of a shard. */
  boolean leads(Node node, int shard) throws IOException, InterruptedException {
    JsonNode replica = node.status().path("shards").path(shard);
    return replica.path("role").asText().equals("leader");
  }

  /** The one of {@code witnesses} that leads a shard, as soon as one does. */
  Node awaitLeader(int shard, List<Node> witnesses) {
    Node[] found = new Node[1];
    Await.until(
        "a leader of shard " + shard + " among " + witnesses,
        () -> {
          for (Node witness : witnesses) {
            if (leads(witness, shard)) {
              found[0] = witness;
              return Optional.empty();
            }
          }
          return Optional.of("none of them leads it");
        });
    return found[0];
  }

  /**
   * Returns when all nodes are ready, and all of them are voters of every shard: in this life of
   * theirs, unless they keep who they are on disk.
   */
  void awaitWhole() {
    Await.until("a whole cluster of " + nodes, this::missing);
  }

  private Optional<String> missing() throws Exception {
    Map<String, String> lives = new TreeMap<>();
    for (Node node : nodes) {
      if (!node.isAlive()) {
        throw new AssertionError(node + " has ended; see " + logs);
      }
      if (!node.isReady()) {
        return Optional.of(node + " is not ready: " + node.status().path("readiness"));
      }
      lives.put(node.name(), life(node.status()));
    }
    Set<String> expected =
        lives.entrySet().stream()
            .map(life -> disks.isPresent() ? life.getKey() : life(life))
            .collect(toSet());
    for (Node node : nodes) {
      JsonNode cluster = node.cluster();
      for (JsonNode shard : cluster.path("shards")) {
        JsonNode replicas = shard.path("replicas");
        Set<String> voters = replicas.valueStream().map(this::voter).collect(toSet());
        if (!voters.equals(expected)
            || replicas.size() != nodes.size()
            || shard.path("leader").isNull()) {
          return Optional.of("%s sees %s, expected %s".formatted(node, shard, expected));
        }
      }
    }
    return Optional.empty();
  }

  private static String life(JsonNode status) {
    return status.path("incarnation").asText();
  }

  private static String life(Map.Entry<String, String> life) {
    return life.getKey() + "/" + life.getValue();
  }

  private String voter(JsonNode replica) {
    String name = replica.path("node").asText();
    String life = disks.isPresent() ? name : name + "/" + replica.path("incarnation").asText();
    return replica.path("voter").asBoolean() ? life : "learner " + life;
  }
}
