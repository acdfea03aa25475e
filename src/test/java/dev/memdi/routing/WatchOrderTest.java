package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Peer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchOrderTest {
  private static final Peer SELF = peer("b");
  private static final Peer OTHER = peer("a");
  private static final Peer THIRD = peer("c");
  private static final ClusterView ALL =
      new ClusterView(List.of(there(OTHER), there(SELF), there(THIRD)));

  private static Peer peer(String name) {
    return new Peer(new NodeId(name, 2), name + ":1");
  }

  private static ClusterView.Node node(Peer peer, boolean reachable, boolean leaving) {
    return new ClusterView.Node(peer.id(), peer.address(), Optional.empty(), reachable, leaving);
  }

  private static ClusterView.Node there(Peer peer) {
    return node(peer, true, false);
  }

  @Test
  void theReplicaHereComesFirstThenTheLeaderThenTheOthers() {
    assertThat(WatchOrder.of(SELF, true, Optional.of(THIRD), ALL))
        .containsExactly(SELF, THIRD, OTHER);
  }

  @Test
  void aNodeWithoutAReplicaAsksTheOthersAlone() {
    assertThat(WatchOrder.of(SELF, false, Optional.empty(), ALL)).containsExactly(OTHER, THIRD);
    assertThat(WatchOrder.of(SELF, false, Optional.of(THIRD), ALL)).containsExactly(THIRD, OTHER);
    assertThat(WatchOrder.of(SELF, false, Optional.of(SELF), ALL)).containsExactly(OTHER, THIRD);
  }

  @Test
  void whoeverCannotBeReachedIsNotAskedAlsoIfItLed() {
    ClusterView some =
        new ClusterView(List.of(node(OTHER, false, false), there(SELF), node(THIRD, true, true)));

    assertThat(WatchOrder.of(SELF, true, Optional.of(OTHER), some)).containsExactly(SELF);
    assertThat(WatchOrder.of(SELF, false, Optional.of(peer("gone")), ALL))
        .containsExactly(OTHER, THIRD);
    assertThat(WatchOrder.of(SELF, false, Optional.of(OTHER), ClusterView.EMPTY)).isEmpty();
  }

  @Test
  void aLeaderOfAnEarlierLifeOfItsNodeIsAskedOnce() {
    Peer earlier = new Peer(new NodeId("c", 1), THIRD.address());
    Peer own = new Peer(new NodeId("b", 1), SELF.address());

    assertThat(WatchOrder.of(SELF, true, Optional.of(earlier), ALL))
        .extracting(Peer::address)
        .containsExactly("b:1", "c:1", "a:1");
    assertThat(WatchOrder.of(SELF, true, Optional.of(own), ALL))
        .extracting(Peer::address)
        .containsExactly("b:1", "a:1", "c:1");
  }
}
