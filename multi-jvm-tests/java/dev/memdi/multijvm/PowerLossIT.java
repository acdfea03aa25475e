package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes that keep their logs on disk lose all that they had in memory, a majority of them at once.
 * (What a disk itself loses with the power is lost in the simulator: the system that these
 * processes run on stays up.)
 *
 * <p>{@code -Dpowerloss.rounds=50} does it more often.
 */
class PowerLossIT {
  private static final int ROUNDS = Integer.getInteger("powerloss.rounds", 5);

  private static final String FIRST_SEGMENT = "journal-0000000000000001";

  @RegisterExtension static final RealCluster CLUSTER = RealCluster.direct(2).on(new PlainDisks());

  @Test
  void allNodesAtOnceTimeAndAgain() throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      for (int round = 0; round < ROUNDS; round++) {
        clients.awaitProgress();
        killAndStart(CLUSTER.nodes());
      }
      clients.awaitProgress();
      clients.judge();
    }
    for (Node node : CLUSTER.nodes()) {
      Await.until(
          "a snapshot at " + node + ", and what it replaced is deleted",
          () -> {
            List<String> files = files(node);
            boolean saved = files.stream().anyMatch(name -> name.startsWith("snapshot-"));
            boolean kept = files.stream().anyMatch(name -> name.startsWith(FIRST_SEGMENT));
            return Await.unless(saved && !kept, files.toString());
          });
    }
  }

  @Test
  void twoOfThreeAtOnceTheLeaderAmongThem() throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
      killAndStart(List.of(leader, CLUSTER.without(leader).getFirst()));
      clients.awaitProgress();
      clients.judge();
    }
  }

  @Test
  void theLeaderAloneWhichComesBackAsWhoItWas() throws Exception {
    Node leader = CLUSTER.awaitLeader(0, CLUSTER.nodes());
    List<String> before = members(leader);
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      leader.kill();
      CLUSTER.awaitLeader(0, CLUSTER.without(leader));
      clients.awaitProgress();

      leader.start();
      CLUSTER.awaitWhole();
      clients.awaitProgress();
      clients.judge();
    }
    assertThat(members(leader)).isEqualTo(before);
  }

  private static void killAndStart(List<Node> nodes) throws IOException {
    Node.killAtOnce(nodes);
    for (Node node : nodes) {
      node.start();
    }
    CLUSTER.awaitWhole();
  }

  /** Who is a member of which shard, lives included. */
  private static List<String> members(Node witness) throws Exception {
    List<String> members = new ArrayList<>();
    witness
        .cluster()
        .path("shards")
        .forEach(shard ->
            shard
                .path("replicas")
                .forEach(replica ->
                    members.add(
                        "%s: %s/%s"
                            .formatted(
                                shard.path("shard"),
                                replica.path("node").asText(),
                                replica.path("incarnation").asText()))));
    members.sort(String::compareTo);
    return members;
  }

  private static List<String> files(Node node) throws IOException {
    try (Stream<Path> all = Files.walk(node.data())) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
