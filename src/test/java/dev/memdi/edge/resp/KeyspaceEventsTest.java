package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyspaceEventsTest {
  private static final String ALL = "__key*__:*";

  /** On keys of one shard, for the changes of one shard are told in their order. */
  private static final List<String> COMMANDS =
      List.of(
          "SET {k} v",
          "SET {k} v EX 100",
          "SETEX {k} 100 v",
          "GETSET {k} w",
          "SET {k} v NX",
          "APPEND {k} x",
          "SETRANGE {k} 1 y",
          "GETRANGE {k} 0 1",
          "INCR {k}n",
          "DECRBY {k}n 5",
          "INCRBYFLOAT {k}n 1.5",
          "EXPIRE {k} 100",
          "EXPIRE {k} 50 GT",
          "PERSIST {k}",
          "PERSIST {k}",
          "GETEX {k} EX 100",
          "GETEX {k} PERSIST",
          "RENAME {k} {k}2",
          "COPY {k}2 {k}3",
          "MSET {k}4 1 {k}5 2",
          "DEL {k}4 {k}5 {k}6",
          "GETDEL {k}3",
          "EXPIRE {k}2 -1",
          "MULTI",
          "SET {k}7 1",
          "INCR {k}7",
          "EXEC",
          "SET {k}end 1");

  @TempDir private Path directory;

  private static void run(RawClient client, String line) {
    assertThat(client.call(line.split(" "))).doesNotStartWith("-ERR");
  }

  private static void listen(RawClient client, String classes) {
    assertThat(client.call("CONFIG", "SET", "notify-keyspace-events", classes)).isEqualTo("+OK");
    assertThat(client.call("PSUBSCRIBE", ALL)).isEqualTo("[psubscribe, " + ALL + ", :1]");
  }

  private static List<String> heardUntil(String last, RawClient client) {
    List<String> heard = new ArrayList<>();
    do {
      heard.add(client.read().replace("[pmessage, " + ALL + ", ", "["));
    } while (!heard.getLast().equals(last));
    return heard;
  }

  @Test
  void eachNodeTellsWhatRedisTells() throws Exception {
    assumeTrue(RedisTools.isInstalled("redis-server"), "there is no redis-server here");
    try (RespNode nodes = RespNode.start(3);
        RedisServer redis = RedisServer.start(directory);
        RawClient theirs = redis.raw();
        RawClient one = nodes.raw(0);
        RawClient other = nodes.raw(1);
        RawClient redisWriter = redis.raw();
        RawClient writer = nodes.raw(2)) {
      List.of(theirs, one, other).forEach(client -> listen(client, "KEA"));
      for (String command : COMMANDS) {
        run(redisWriter, command);
        run(writer, command);
      }
      List<String> expected = heardUntil("[__keyevent@0__:set, {k}end]", theirs);
      assertThat(expected).hasSizeGreaterThan(50);
      assertThat(heardUntil("[__keyevent@0__:set, {k}end]", one)).isEqualTo(expected);
      assertThat(heardUntil("[__keyevent@0__:set, {k}end]", other)).isEqualTo(expected);
    }
  }

  @Test
  void whatExpiresAndWhatOtherEdgesChangeIsTold() {
    try (RespNode nodes = RespNode.start(3);
        RawClient listener = nodes.raw(0);
        RawClient writer = nodes.raw(1)) {
      listen(listener, "Ex$");
      assertThat(writer.call("SET", "{k}", "v", "PX", "20")).isEqualTo("+OK");
      assertThat(listener.read()).endsWith(" __keyevent@0__:set, {k}]");
      assertThat(listener.read()).endsWith(" __keyevent@0__:expired, {k}]");
      nodes
          .cluster()
          .keyValues(2)
          .set(Key.utf8("{k}"), Bytes.utf8("v"))
          .toCompletableFuture()
          .join();
      assertThat(listener.read()).endsWith(" __keyevent@0__:set, {k}]");
      assertThat(writer.call("DEL", "{k}")).isEqualTo(":1"); // nobody wants to hear of that
      assertThat(writer.call("SET", "{k}", "v")).isEqualTo("+OK");
      assertThat(listener.read()).endsWith(" __keyevent@0__:set, {k}]");
    }
  }

  @Test
  void aChangeIsToldOnceThoughItsLeaderDies() {
    try (RespNode nodes = RespNode.start(3)) {
      int leader = nodes.cluster().leaderOf(Key.utf8("n"));
      try (RawClient listener = nodes.raw((leader + 1) % 3);
          RawClient writer = nodes.raw((leader + 2) % 3)) {
        listen(listener, "K$");
        for (int i = 1; i <= 100; i++) {
          if (i == 50) {
            nodes.cluster().kill(leader);
          }
          assertThat(writer.call("INCR", "n")).isEqualTo(":" + i);
        }
        assertThat(writer.call("APPEND", "n", "!")).isEqualTo(":4");
        List<String> heard = heardUntil("[__keyspace@0__:n, append]", listener);
        assertThat(heard).hasSize(101);
        assertThat(heard.subList(0, 100)).containsOnly("[__keyspace@0__:n, incrby]");
      }
    }
  }

  @Test
  void aNodeTellsWhatItIsToldToTell() {
    try (RespNode nodes = RespNode.start(1, "memdi.node.resp.notify-keyspace-events = \"KE$\"");
        RawClient client = nodes.raw(0)) {
      assertThat(client.call("CONFIG", "GET", "notify*"))
          .isEqualTo("[notify-keyspace-events, $KE]");
      for (String letters : List.of("KEA", "Kg", "AKE$mn", "KEg$lshzxetd", "")) {
        assertThat(client.call("CONFIG", "SET", "notify-keyspace-events", letters))
            .isEqualTo("+OK");
      }
      assertThat(client.call("CONFIG", "SET", "notify-keyspace-events", "KE$")).isEqualTo("+OK");
      assertThat(client.call("SUBSCRIBE", "__keyspace@0__:k")).contains("subscribe");
      try (RawClient writer = nodes.raw(0)) {
        run(writer, "SET k v");
      }
      assertThat(client.read()).isEqualTo("[message, __keyspace@0__:k, set]");
    }
  }
}
