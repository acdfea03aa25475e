package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Key;
import dev.memdi.routing.HashSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes that are to clients as those of a Redis Cluster are. */
class RedirectionTest {
  private static final Pattern RUN =
      Pattern.compile("\\[:(\\d+), :(\\d+), \\[127.0.0.1, :(\\d+), ([0-9a-f]{40}), \\[]]");

  private static RespNode nodes;

  @BeforeAll
  static void start() {
    nodes = RespNode.startRedirecting(3);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static int leaderOf(String key) {
    return nodes.cluster().leaderOf(Key.utf8(key));
  }

  private static String moved(String key) {
    return "-MOVED %d 127.0.0.1:%d".formatted(slot(key), nodes.port(leaderOf(key)));
  }

  private static int slot(String key) {
    return HashSlot.of(Key.utf8(key));
  }

  @Test
  void aKeyIsServedByItsLeaderAlone() {
    for (int i = 0; i < 20; i++) {
      String key = "alone" + i;
      int leader = leaderOf(key);
      for (int node = 0; node < 3; node++) {
        try (RawClient client = nodes.raw(node)) {
          boolean leads = node == leader;
          assertThat(client.call("SET", key, "v")).isEqualTo(leads ? "+OK" : moved(key));
          assertThat(client.call("GET", key)).isEqualTo(leads ? "v" : moved(key));
        }
      }
    }
  }

  @Test
  void keysOfSeveralSlotsAreRefusedEvenWhereOneNodeLeadsThem() {
    String other = "near1";
    for (int i = 2; leaderOf("near") != leaderOf(other) || slot("near") == slot(other); i++) {
      other = "near" + i;
    }
    String crossSlot = "-CROSSSLOT Keys in request don't hash to the same slot";
    try (RawClient client = nodes.raw(leaderOf("near"))) {
      assertThat(client.call("MGET", "near", other)).isEqualTo(crossSlot);
      assertThat(client.call("MSET", "near", "1", other, "2")).isEqualTo(crossSlot);
      assertThat(client.call("MSET", "near", "1", "{near}2", "2")).isEqualTo("+OK");
      assertThat(client.call("DEL", "near", "{near}2")).isEqualTo(":2");
    }
  }

  @Test
  void aTransactionIsOfOneSlotAndOfItsLeader() {
    try (RawClient here = nodes.raw(leaderOf("tx"));
        RawClient elsewhere = nodes.raw((leaderOf("tx") + 1) % 3)) {
      assertThat(here.call("MULTI")).isEqualTo("+OK");
      assertThat(here.call("SET", "tx", "1")).isEqualTo("+QUEUED");
      assertThat(here.call("INCR", "{tx}n")).isEqualTo("+QUEUED");
      assertThat(here.call("EXEC")).isEqualTo("[+OK, :1]");
      assertThat(elsewhere.call("MULTI")).isEqualTo("+OK");
      assertThat(elsewhere.call("SET", "tx", "2")).isEqualTo(moved("tx"));
      assertThat(elsewhere.call("EXEC")).startsWith("-EXECABORT");
      assertThat(elsewhere.call("WATCH", "tx")).isEqualTo(moved("tx"));
      assertThat(elsewhere.call("PING")).isEqualTo("+PONG");
      assertThat(here.call("GET", "tx")).isEqualTo("1");
    }
  }

  @Test
  void aTransactionOverSlotsOfOneNodeIsRefusedAtItsEnd() {
    String other = "end1";
    for (int i = 2; leaderOf("end") != leaderOf(other) || slot("end") == slot(other); i++) {
      other = "end" + i;
    }
    try (RawClient here = nodes.raw(leaderOf("end"))) {
      assertThat(here.call("MULTI")).isEqualTo("+OK");
      assertThat(here.call("SET", "end", "1")).isEqualTo("+QUEUED");
      assertThat(here.call("SET", other, "1")).isEqualTo("+QUEUED");
      assertThat(here.call("EXEC")).startsWith("-CROSSSLOT ");
      assertThat(here.call("EXEC")).isEqualTo("-ERR EXEC without MULTI");
      assertThat(here.call("EXISTS", "end")).isEqualTo(":0");
    }
  }

  @Test
  void whoWantsToReadOnlyReadsTheCopyHere() {
    try (RawClient leader = nodes.raw(leaderOf("copy"));
        RawClient client = nodes.raw((leaderOf("copy") + 1) % 3)) {
      assertThat(leader.call("SET", "copy", "1")).isEqualTo("+OK");
      client.write("READONLY\r\nGET {copy}none\r\n");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("nil");
      String seen = client.call("GET", "copy");
      while (!seen.equals("1")) { // the copy comes soon, not at once
        assertThat(seen).isEqualTo("nil");
        seen = client.call("GET", "copy");
      }
      assertThat(client.call("SET", "copy", "2")).isEqualTo(moved("copy"));
      assertThat(client.call("READWRITE")).isEqualTo("+OK");
      assertThat(client.call("GET", "copy")).isEqualTo(moved("copy"));
    }
  }

  @Test
  void theMapNamesTheLeaderOfEverySlot() {
    try (RawClient client = nodes.raw(1)) {
      Matcher run = RUN.matcher(client.call("CLUSTER", "SLOTS"));
      List<Integer> begins = new ArrayList<>();
      int next = 0;
      while (run.find()) {
        assertThat(Integer.parseInt(run.group(1))).isEqualTo(next);
        begins.add(next);
        next = Integer.parseInt(run.group(2)) + 1;
        assertThat(port(next - 1)).isEqualTo(Integer.parseInt(run.group(3)));
        assertThat(port(begins.getLast())).isEqualTo(Integer.parseInt(run.group(3)));
      }
      assertThat(next).isEqualTo(HashSlot.SLOTS);
      assertThat(begins).hasSize(4);
    }
  }

  private static int port(int slot) {
    int key = 0;
    while (slot("k" + key) != slot) {
      key++;
    }
    return nodes.port(leaderOf("k" + key));
  }

  @Test
  void theMapIsToldInEveryForm() {
    try (RawClient client = nodes.raw(0)) {
      String self = client.call("CLUSTER", "MYID");
      assertThat(self).matches("[0-9a-f]{40}");
      assertThat(client.call("CLUSTER", "KEYSLOT", "{user:7}:name"))
          .isEqualTo(":" + slot("user:7"));
      assertThat(client.call("CLUSTER", "NODES"))
          .contains(self + " 127.0.0.1:" + nodes.port(0) + "@")
          .contains(" myself,master - 0 0 ")
          .contains("127.0.0.1:" + nodes.port(1) + "@", "127.0.0.1:" + nodes.port(2) + "@")
          .matches("(?s)([0-9a-f]{40} \\S+ \\S*master - 0 0 \\d+ connected( \\d+(-\\d+)?)*\n){3}");
      assertThat(client.call("CLUSTER", "INFO"))
          .contains("cluster_state:ok", "cluster_slots_ok:16384", "cluster_known_nodes:3");
      assertThat(client.call("CLUSTER", "SHARDS"))
          .contains("slots, [:0, :4095]", "slots, [:12288, :16383]", "role, replica");
      assertThat(client.call("INFO", "cluster")).contains("cluster_enabled:1");
      assertThat(client.call("HELLO", "3")).contains("mode, cluster");
      assertThat(client.call("CLUSTER", "SHARDS")).contains("health, online");
      assertThat(client.call("CLUSTER", "ADDSLOTS", "1"))
          .isEqualTo("-ERR unknown subcommand 'ADDSLOTS'. Try CLUSTER HELP.");
    }
  }

  @Test
  void theKeysOfASlotAreToldByAnyNode() {
    List<String> keys = new ArrayList<>();
    try (RawClient leader = nodes.raw(leaderOf("{slot}"))) {
      for (int i = 0; i < 25; i++) {
        keys.add("{slot}" + i);
        assertThat(leader.call("SET", keys.getLast(), "v")).isEqualTo("+OK");
      }
      assertThat(leader.call("SET", "{slot}short", "v", "PX", "1")).isEqualTo("+OK");
    }
    String slot = "" + slot("{slot}");
    for (int node = 0; node < 3; node++) {
      try (RawClient client = nodes.raw(node)) {
        String counted = client.call("CLUSTER", "COUNTKEYSINSLOT", slot);
        while (counted.equals(":26")) { // until the short one is gone
          counted = client.call("CLUSTER", "COUNTKEYSINSLOT", slot);
        }
        assertThat(counted).isEqualTo(":25");
        assertThat(told(client.call("CLUSTER", "GETKEYSINSLOT", slot, "100")))
            .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(told(client.call("CLUSTER", "GETKEYSINSLOT", slot, "7")))
            .hasSize(7)
            .isSubsetOf(keys);
        assertThat(client.call("CLUSTER", "GETKEYSINSLOT", slot, "0")).isEqualTo("[]");
        assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "" + slot("a slot of its own")))
            .isEqualTo(":0");
      }
    }
  }

  private static List<String> told(String array) {
    return List.of(array.substring(1, array.length() - 1).split(", "));
  }

  @Test
  void noSlotIsBeyondTheLast() {
    try (RawClient client = nodes.raw(0)) {
      String noInteger = "-ERR value is not an integer or out of range";
      String noSlot = "-ERR Invalid slot or number of keys";
      assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "16384")).isEqualTo("-ERR Invalid slot");
      assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "-1")).isEqualTo("-ERR Invalid slot");
      assertThat(client.call("CLUSTER", "COUNTKEYSINSLOT", "a")).isEqualTo(noInteger);
      assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "16384", "1")).isEqualTo(noSlot);
      assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "0", "-1")).isEqualTo(noSlot);
      assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "0", "a")).isEqualTo(noInteger);
      assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "16384", "a")).isEqualTo(noInteger);
      assertThat(client.call("CLUSTER", "GETKEYSINSLOT", "0"))
          .isEqualTo("-ERR wrong number of arguments for 'cluster|getkeysinslot' command");
    }
  }

  @Test
  void aNumberStaysWithItsName() {
    TreeSet<String> numbers = new TreeSet<>();
    for (int node = 0; node < 3; node++) {
      numbers.add(RedisNode.id("node-" + node));
    }
    assertThat(numbers).hasSize(3);
    try (RawClient client = nodes.raw(2)) {
      assertThat(client.call("CLUSTER", "MYID")).isEqualTo(RedisNode.id("node-2"));
    }
  }
}
