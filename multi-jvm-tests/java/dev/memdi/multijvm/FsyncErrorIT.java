package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The disk of a node says that it could not force what was written. The node may not count it as
 * held, nor trust that a later force makes it so.
 */
class FsyncErrorIT {
  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(2).on(new PlainDisks());

  @BeforeAll
  static void needsStrace() throws Exception {
    Strace.assumeThere(Path.of("target", "multi-jvm", "FsyncErrorIT"));
  }

  @Test
  void aFollowersForcesFailForSomeTime() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    failUnderLoad(CLUSTER.without(leader).getFirst());
  }

  @Test
  void theLeadersForcesFailForSomeTime() throws Exception {
    failUnderLoad(CLUSTER.awaitLeader(0, CLUSTER.nodes()));
  }

  private static void failUnderLoad(Node node) throws Exception {
    List<Node> others = CLUSTER.without(node);
    long pid = node.pid();
    Path log = CLUSTER.logs().resolve("strace-%s.log".formatted(node));
    int troubles = troubles(node);
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      try (Strace _ = Strace.failingForces(node, log)) {
        Await.until(
            "the failure of " + node, () -> Await.unless(troubles(node) > troubles, "it writes"));
        CLUSTER.awaitLeader(0, others);
        CLUSTER.awaitLeader(1, others);
        clients.awaitProgressAt(others);
      }
      assertThat(Files.readString(log)).contains("EIO (Input/output error) (INJECTED)");
      CLUSTER.awaitWhole();
      clients.awaitProgressAt(CLUSTER.nodes());
      clients.judge();
    }
    assertThat(node.isAlive() && node.pid() == pid).as("it was not started again").isTrue();
  }

  /** How often it said that a log of its could not be written. */
  private static int troubles(Node node) throws Exception {
    return node.said().split("the log can't be written", -1).length;
  }
}
