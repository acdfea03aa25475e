package dev.memdi.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.config.ClusterSettings;
import dev.memdi.config.Settings;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on this machine, with links between them; offers go by Pekko's remoting. */
class LinksTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ClusterSettings.Link SETTINGS = new ClusterSettings.Link(true, 0, 16 << 20);

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              include classpath("memdi-pekko.conf")
              pekko.actor.provider = remote
              pekko.remote.artery.transport = tcp
              pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              pekko.loglevel = ERROR
              """)
          .withFallback(ConfigFactory.load())
          .resolve();

  private static final class Node {
    final ActorTestKit kit = ActorTestKit.create("memdi", CONFIG);
    final NodeId id;
    final Switchboard switchboard = new Switchboard();
    final TestProbe<Answers> receiver = kit.createTestProbe();
    final TestProbe<Links.Command> overheard = kit.createTestProbe();
    final ActorRef<Links.Command> links;

    Node(String name, long incarnation) {
      id = new NodeId(name, incarnation);
      links =
          kit.system()
              .systemActorOf(
                  Behaviors.monitor(
                      Links.Command.class,
                      overheard.getRef(),
                      Links.create(id, SETTINGS, "127.0.0.1", switchboard)),
                  Links.NAME,
                  DispatcherSelector.fromConfig(Settings.DATA_PATH));
    }

    org.apache.pekko.actor.Address pekkoAddress() {
      return Adapter.toClassic(kit.system()).provider().getDefaultAddress();
    }

    ClusterView.Node inView() {
      var address = pekkoAddress();
      return new ClusterView.Node(
          id,
          address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow(),
          Optional.empty(),
          true,
          false);
    }

    void sees(Node... nodes) {
      links.tell(
          new Links.ViewChanged(
              new ClusterView(List.of(nodes).stream().map(Node::inView).toList())));
    }

    /** What this actor is told next of that kind. */
    <T extends Links.Command> T next(Class<T> kind) {
      while (true) {
        Links.Command command = overheard.receiveMessage(LONG);
        if (kind.isInstance(command)) {
          return kind.cast(command);
        }
      }
    }

    ActorRef<Answers> receiverSeenFrom(Node other) {
      return seenFrom(other);
    }

    /**
     * By a thread that ends: Pekko keeps an actor system for as long as one that resolved there.
     */
    <T> ActorRef<T> seenFrom(Node other) {
      String path = ActorRefResolver.get(kit.system()).toSerializationFormat(receiver.getRef());
      CompletableFuture<ActorRef<T>> seen = new CompletableFuture<>();
      Thread.ofPlatform()
          .start(
              () -> seen.complete(ActorRefResolver.get(other.kit.system()).resolveActorRef(path)));
      return seen.join();
    }
  }

  private final Node a = new Node("a", 1);
  private final Node b = new Node("b", 2);

  @BeforeEach
  void meet() {
    a.sees(a, b);
    b.sees(a, b);
  }

  @AfterEach
  void end() {
    a.kit.shutdownTestKit();
    b.kit.shutdownTestKit();
  }

  private void awaitLink() {
    assertThat(a.next(Links.Opened.class).node()).isEqualTo(b.id);
    assertThat(b.next(Links.Opened.class).node()).isEqualTo(a.id);
    // what comes behind it has been done when this is answered
    a.overheard.awaitAssert(LONG, () -> reached(a, b));
    b.overheard.awaitAssert(LONG, () -> reached(b, a));
  }

  private static boolean reached(Node from, Node to) {
    assertThat(from.switchboard.reaches(to.pekkoAddress())).isTrue();
    return true;
  }

  private static Answers answers(int shard, int bytes) {
    return new Answers(
        shard,
        List.of(
            new Answers.Answer(
                7,
                new Outcome.Done(
                    new Result.Found(
                        Bytes.wrap(new byte[bytes]), new Revision(1), Optional.empty()),
                    new Assurance.Linearizable()))));
  }

  @Test
  void messagesArriveInOrderInBothDirections() {
    awaitLink();
    ActorRef<Answers> atB = b.receiverSeenFrom(a);
    ActorRef<Answers> atA = a.receiverSeenFrom(b);
    for (int i = 0; i < 1000; i++) {
      assertThat(a.switchboard.send(atB, answers(i, 10 * i), 100 + 10 * i)).isTrue();
      assertThat(b.switchboard.send(atA, answers(i, 3), 100)).isTrue();
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(b.receiver.receiveMessage(LONG)).isEqualTo(answers(i, 10 * i));
      assertThat(a.receiver.receiveMessage(LONG)).isEqualTo(answers(i, 3));
    }
  }

  @Test
  void aMessageLargerThanItsEstimateArrives() {
    awaitLink();
    assertThat(a.switchboard.send(b.receiverSeenFrom(a), answers(1, 150_000), 1)).isTrue();
    assertThat(b.receiver.receiveMessage(LONG)).isEqualTo(answers(1, 150_000));
  }

  @Test
  void moreThanMayWaitIsNotTaken() {
    awaitLink();
    assertThat(a.switchboard.send(b.receiverSeenFrom(a), answers(1, 1), 17 << 20)).isFalse();
  }

  @Test
  void aNodeWithoutALinkIsNotReached() {
    Node c = new Node("c", 3);
    try {
      assertThat(a.switchboard.send(c.receiverSeenFrom(a), answers(1, 1), 100)).isFalse();
    } finally {
      c.kit.shutdownTestKit();
    }
  }

  @Test
  void whoHasNoOfferIsTurnedAway() throws IOException {
    int port = b.next(Links.Listening.class).port();
    byte[] hello = new Hello(a.id, b.id, Bytes.wrap(new byte[16])).encode();
    assertThat(answerTo(port, hello)).isEmpty();
    assertThat(answerTo(port, new byte[] {1, 2, 3})).isEmpty();
  }

  /** What the node says before it closes the connection. */
  private static byte[] answerTo(int port, byte[] hello) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        InputStream in = socket.getInputStream()) {
      socket.setSoTimeout((int) LONG.toMillis());
      out.writeInt(0x4d4c3031);
      out.writeInt(hello.length);
      out.write(hello);
      out.flush();
      return in.readAllBytes();
    }
  }

  @Test
  void whatCannotBeWrittenHoldsNothingUp() {
    awaitLink();
    ActorRef<Object> anybody = b.seenFrom(a);
    var _ = a.switchboard.send(anybody, new Object(), 10); // which has nothing to write it with
    assertThat(a.switchboard.send(b.receiverSeenFrom(a), answers(1, 1), 100)).isTrue();
    assertThat(b.receiver.receiveMessage(LONG)).isEqualTo(answers(1, 1));
  }

  @Test
  void aLinkThatBreaksIsMadeAnew() {
    Link first = a.next(Links.Opened.class).link();
    assertThat(b.next(Links.Opened.class).node()).isEqualTo(a.id);
    first.close();
    Link second = a.next(Links.Opened.class).link();
    assertThat(second).isNotSameAs(first);
    assertThat(b.next(Links.Opened.class).node()).isEqualTo(a.id);
    a.overheard.awaitAssert(LONG, () -> reached(a, b));
    b.overheard.awaitAssert(LONG, () -> reached(b, a));
    assertThat(a.switchboard.send(b.receiverSeenFrom(a), answers(1, 1), 100)).isTrue();
    assertThat(b.receiver.receiveMessage(LONG)).isEqualTo(answers(1, 1));
  }

  @Test
  void aNodeThatIsOutOfViewIsNotReached() {
    awaitLink();
    a.sees(a);
    a.overheard.awaitAssert(
        LONG,
        () -> {
          assertThat(a.switchboard.reaches(b.pekkoAddress())).isFalse();
          return true;
        });
  }
}
