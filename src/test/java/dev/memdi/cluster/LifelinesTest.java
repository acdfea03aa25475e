package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LifelinesTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final NodeId SELF = new NodeId("self", 1);
  private static final NodeId OTHER = new NodeId("other", 1);

  private final TestProbe<NodeId> lost = KIT.createTestProbe(NodeId.class);
  private final TestProbe<NodeId> vacant = KIT.createTestProbe(NodeId.class);
  private ServerSocket peer;
  private ActorRef<Lifelines.Command> lifelines;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void listen() throws IOException {
    peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    lifelines =
        KIT.spawn(Lifelines.create(SELF, new Random(1), lost.ref()::tell, vacant.ref()::tell));
  }

  @AfterEach
  void close() throws IOException {
    KIT.stop(lifelines);
    peer.close();
  }

  @Test
  void aClosedConnectionIsALossAndIsMadeAnew() throws IOException {
    view(self(), other());

    peer.accept().close();
    lost.expectMessage(OTHER);

    peer.accept().close();
    lost.expectMessage(OTHER);
  }

  @Test
  void aResetIsALoss() {
    Thread.startVirtualThread(this::resetEveryConnectionAfterAWhile);

    view(self(), other());

    lost.expectMessage(OTHER);
  }

  /**
   * One that is reset at once may never have been open for the other end: hence again and again.
   */
  private void resetEveryConnectionAfterAWhile() {
    try {
      while (true) {
        try (Socket socket = peer.accept()) {
          socket.setSoTimeout(20);
          assertThatThrownBy(socket.getInputStream()::read)
              .isInstanceOf(SocketTimeoutException.class);
          socket.setSoLinger(true, 0);
        }
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  @Test
  void nothingIsEverSaidOnALine() throws IOException {
    view(self(), other());

    try (Socket socket = peer.accept()) {
      view(self());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      // Reset: the line was given up before it was known to be open.
      assertThat(e).hasMessage("Connection reset");
    }

    lost.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void whatIsSaidOnALineIsNotListenedTo() throws IOException {
    view(self(), other());

    try (Socket socket = peer.accept()) {
      socket.getOutputStream().write(new byte[100_000]);
    }

    lost.expectMessage(OTHER);
  }

  @Test
  void aNodeThatNeverListenedIsVacantButNotLost() throws IOException {
    peer.close();

    view(self(), other());

    vacant.expectMessage(OTHER);
    vacant.expectMessage(OTHER);
    lost.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void aNodeThatListensAgainIsNotVacant() throws IOException {
    view(self(), other());
    int port = peer.getLocalPort();
    Socket first = peer.accept();
    peer.close();
    first.close();
    lost.expectMessage(OTHER);
    vacant.expectMessage(OTHER);

    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      again.accept().close();
    }

    lost.expectMessage(OTHER);
  }

  @Test
  void thereIsNoLineToThisNodeItself() throws IOException {
    peer.setSoTimeout(100);

    view(node(SELF, peer.getLocalPort()));

    assertThat(accepts()).isFalse();
  }

  @Test
  void oneLineIsEnough() throws IOException {
    view(self(), other());
    view(self(), other());
    view(self(), node(OTHER, peer.getLocalPort(), false));

    assertThat(accepts()).isTrue();
    peer.setSoTimeout(100);
    assertThat(accepts()).isFalse();
  }

  private boolean accepts() throws IOException {
    try {
      // Left open: what is tested is whether there is another.
      return peer.accept().isConnected();
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 6, 10, 100, Integer.MAX_VALUE})
  void pausesGrowUpToABound(int failures) {
    Random random = new Random(failures);
    long least = Math.min(50L << Math.min(failures, 10), 2500);
    for (int i = 0; i < 100; i++) {
      assertThat(Lifelines.pause(failures, random))
          .isBetween(Duration.ofMillis(least), Duration.ofMillis(2 * least));
    }
  }

  private void view(ClusterView.Node... nodes) {
    lifelines.tell(new Lifelines.ViewChanged(new ClusterView(Arrays.asList(nodes))));
  }

  private static ClusterView.Node self() {
    return node(SELF, 1);
  }

  private ClusterView.Node other() {
    return node(OTHER, peer.getLocalPort());
  }

  private static ClusterView.Node node(NodeId id, int port) {
    return node(id, port, true);
  }

  private static ClusterView.Node node(NodeId id, int port, boolean reachable) {
    return new ClusterView.Node(id, "127.0.0.1:" + port, Optional.empty(), reachable, false);
  }
}
