package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.MachineClock;
import dev.memdi.Ports;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.config.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real actor systems, with the server's settings, that join each other over real connections. */
@Timeout(180)
class RealClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 1);
  private static final NodeId NEXT_B = new NodeId("b", 2);

  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void stop() {
    nodes.forEach(node -> node.kit.shutdownTestKit());
  }

  @Test
  void aNodeWithoutSeedsIsAClusterOfItsOwn() {
    Node a = start(A, 0, List.of());

    ClusterView view = a.sees(A);

    assertThat(view.nodes())
        .containsExactly(
            new ClusterView.Node(A, a.address().toString(), Optional.of("h:1"), true, false));
  }

  @Test
  void theFirstSeedBeginsAClusterWhenNoneOfTheOthersIsThere() {
    List<Integer> ports = freePorts(3);
    List<Address> seeds = ports.stream().map(port -> new Address("127.0.0.1", port)).toList();

    Node a = start(A, ports.getFirst(), seeds);
    a.sees(A);

    Node b = start(B, ports.getLast(), seeds);
    b.sees(A, B);
    a.sees(A, B);
  }

  @Test
  void nodesThatStartTogetherMeet() {
    List<Integer> ports = freePorts(2);
    List<Address> seeds = ports.stream().map(port -> new Address("127.0.0.1", port)).toList();

    Node b = start(B, ports.getLast(), seeds);
    Node a = start(A, ports.getFirst(), seeds);

    a.sees(A, B);
    b.sees(A, B);
  }

  @Test
  void nodesMeetThroughASeed() {
    Node a = start(A, 0, List.of());
    Node b = start(B, 0, List.of(a.address()));

    assertThat(b.sees(A, B)).isEqualTo(a.sees(A, B));
  }

  @Test
  void aLineBreaksWhenItsNodeEndsAndTheNextLifeGetsIn() {
    Node a = start(A, 0, List.of());
    int port = Ports.free();
    Node b = start(B, port, List.of(a.address()));
    ClusterView both = a.sees(A, B);
    TestProbe<NodeId> lost = a.kit.createTestProbe(NodeId.class);
    TestProbe<NodeId> vacant = a.kit.createTestProbe(NodeId.class);
    TestProbe<Lifelines.Command> overheard = a.kit.createTestProbe();
    ActorRef<Lifelines.Command> lifelines =
        a.kit.spawn(
            Behaviors.monitor(
                Lifelines.Command.class,
                overheard.ref(),
                Lifelines.create(A, new Random(1), lost.ref()::tell, vacant.ref()::tell)));
    lifelines.tell(new Lifelines.ViewChanged(both));
    overheard.fishForMessage(
        PATIENCE,
        command ->
            command instanceof Lifelines.Heard(_, _, SilentConnection.Event.Opened _)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());

    b.die();

    lost.expectMessage(PATIENCE, B);
    vacant.expectMessage(PATIENCE, B);

    Node next = start(NEXT_B, port, List.of(a.address()));
    next.sees(A, NEXT_B);
    a.sees(A, NEXT_B);
  }

  @Test
  void aNodeThatLeavesIsGone() {
    Node a = start(A, 0, List.of());
    Node b = start(B, 0, List.of(a.address()));
    a.sees(A, B);
    b.sees(A, B);

    new Departure(b.kit.system()).leave();

    a.sees(A);
    b.kit.system().getWhenTerminated().toCompletableFuture().join();
  }

  @Test
  void aNodeThatIsPutDownIsGoneThoughItDoesNotAnswer() {
    Node a = start(A, 0, List.of());
    Node b = start(B, 0, List.of(a.address()));
    a.sees(A, B);
    Address dead = b.address();
    b.die();

    new Departure(a.kit.system()).down(dead.toString());

    a.sees(A);
  }

  private static List<Integer> freePorts(int count) {
    return Stream.generate(Ports::free).limit(count).toList();
  }

  private Node start(NodeId id, int port, List<Address> seeds) {
    Node node = new Node(id, port, seeds);
    nodes.add(node);
    return node;
  }

  private static final class Node {
    final ActorTestKit kit;
    final TestProbe<ClusterView> views;

    Node(NodeId id, int port, List<Address> seeds) {
      kit = ActorTestKit.create("memdi", config(id, port));
      views = kit.createTestProbe(ClusterView.class);
      kit.spawn(Members.create(views.ref()));
      kit.spawn(Joining.create(new MachineClock(), seeds));
    }

    private static Config config(NodeId id, int port) {
      NodeRole role = new NodeRole(id, Optional.of("h:1"), Optional.empty());
      return ConfigFactory.load(
          ConfigFactory.parseMap(
                  Map.of(
                      "memdi.cluster.port", port,
                      "pekko.cluster.roles", List.of(role.encode()),
                      "pekko.cluster.failure-detector.acceptable-heartbeat-pause", "1s",
                      "pekko.coordinated-shutdown.exit-jvm", "off",
                      "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                      "pekko.coordinated-shutdown.run-by-actor-system-terminate", "off"))
              .withFallback(ConfigFactory.parseResources("memdi-server.conf")));
    }

    Address address() {
      String hostPort = Cluster.get(kit.system()).selfMember().address().hostPort();
      return Address.parse(hostPort.substring(hostPort.indexOf('@') + 1)).orElseThrow();
    }

    /** Waits until these are the nodes in view, and all answer. */
    ClusterView sees(NodeId... ids) {
      return views
          .fishForMessage(
              PATIENCE,
              view ->
                  view.nodes().stream().map(ClusterView.Node::id).toList().equals(List.of(ids))
                          && view.nodes().stream().allMatch(n -> view.reaches(n.id()))
                      ? FishingOutcomes.complete()
                      : FishingOutcomes.continueAndIgnore())
          .getLast();
    }

    /** Without a word to the others. */
    void die() {
      kit.system().terminate();
      kit.system().getWhenTerminated().toCompletableFuture().join();
    }
  }
}
