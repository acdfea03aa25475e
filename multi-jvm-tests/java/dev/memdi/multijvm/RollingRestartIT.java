package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The planned stop, which is to cost clients nothing but a moment. */
class RollingRestartIT {
  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(3);

  @Test
  void allNodesRestartOneAfterTheOtherAndEveryRequestIsAnsweredOrFindsNobody() throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      for (Node node : CLUSTER.nodes()) {
        node.terminate();
        clients.awaitProgress();

        node.start();
        CLUSTER.awaitWhole();
        clients.awaitProgress();
      }
      clients.judge();
      assertThat(clients.troubles()).isEmpty();
    }
  }
}
