package dev.memdi.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A keyspace on disk and one in memory, in the same nodes. */
class KeyspacesIT {
  private static final String CACHE = "{name=default},{name=cache,shards=2,durability=memory}";

  @RegisterExtension
  static final RealCluster CLUSTER =
      RealCluster.direct(2).on(new PlainDisks()).with("memdi.keyspaces", "[" + CACHE + "]");

  private static final int KEYS = 30;

  private static HttpResponse<String> set(Node node, String keyspace, String key) throws Exception {
    return node.send("POST", "/kv/" + key + "/incr?timeout=20s&keyspace=" + keyspace);
  }

  private static String count(Node node, String keyspace) throws Exception {
    return node.send("GET", "/kv?count=true&timeout=20s&prefix=kept&keyspace=" + keyspace)
        .body()
        .strip();
  }

  @Test
  void allNodesAtOnceTheOneOnDiskComesBackAndTheOneInMemoryBeginsAnew() throws Exception {
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      Node first = CLUSTER.nodes().getFirst();
      for (int i = 0; i < KEYS; i++) {
        assertThat(set(first, "default", "kept" + i).statusCode()).isEqualTo(200);
        assertThat(set(first, "cache", "kept" + i).statusCode()).isEqualTo(200);
      }
      String onDisk = count(first, "default");
      clients.awaitProgress();

      Node.killAtOnce(CLUSTER.nodes());
      for (Node node : CLUSTER.nodes()) {
        node.start();
      }
      CLUSTER.awaitWhole();
      clients.awaitProgress();
      clients.judge();

      for (Node node : CLUSTER.nodes()) {
        assertThat(count(node, "default")).isEqualTo(onDisk);
        assertThat(count(node, "cache")).isEqualTo("{\"count\":0}");
      }
      assertThat(set(first, "cache", "kept").statusCode()).isEqualTo(200);
      assertThat(count(CLUSTER.nodes().getLast(), "cache")).isEqualTo("{\"count\":1}");
    }
  }

  @Test
  void oneNodeAfterTheOtherEachKeyspaceKeepsItsKeys() throws Exception {
    Node witness = CLUSTER.nodes().getFirst();
    assertThat(set(witness, "default", "kept").statusCode()).isEqualTo(200);
    assertThat(set(witness, "cache", "kept").statusCode()).isEqualTo(200);
    String onDisk = count(witness, "default");
    String inMemory = count(witness, "cache");
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      for (Node node : CLUSTER.nodes()) {
        node.kill();
        clients.awaitProgress();
        node.start();
        CLUSTER.awaitWhole();
      }
      clients.judge();
    }
    assertThat(count(witness, "default")).isEqualTo(onDisk);
    assertThat(count(witness, "cache")).isEqualTo(inMemory);
  }

  @Test
  void aKeyspaceIsAppendedByARollingRestart() throws Exception {
    String longer = "[" + CACHE + ",{name=sessions,shards=1,durability=sync}]";
    Node last = CLUSTER.nodes().getLast();
    try (HttpClients clients = HttpClients.start(CLUSTER)) {
      for (Node node : CLUSTER.nodes()) {
        node.set("memdi.keyspaces", longer);
        node.terminate();
        node.start();
        Await.until(node + " serves", () -> Await.unless(node.isReady(), "not ready"));
        if (node != last) {
          HttpResponse<String> unborn = node.send("GET", "/kv/a?timeout=200ms&keyspace=sessions");
          assertThat(unborn.body()).contains("urn:memdi:unavailable").contains("shard 4");
          assertThat(set(last, "sessions", "a").body()).contains("there is no keyspace 'sessions'");
        }
        clients.awaitProgress();
      }
      CLUSTER.awaitWhole();
      clients.judge();
      assertThat(clients.troubles()).isEmpty();
    }
    assertThat(set(last, "sessions", "a").statusCode()).isEqualTo(200);
  }

  @Test
  void aNodeWithOtherKeyspacesIsKeptOut() throws Exception {
    Node stranger = CLUSTER.add("d");
    stranger.set("memdi.keyspaces", "[{name=default},{name=cache,shards=3,durability=memory}]");

    stranger.start();
    stranger.awaitEnd();
    CLUSTER.forget(stranger);

    assertThat(stranger.said())
        .contains("the cluster does not let this node in")
        .contains("default:2:sync,cache:3:memory");
    CLUSTER.awaitWhole();
  }
}
