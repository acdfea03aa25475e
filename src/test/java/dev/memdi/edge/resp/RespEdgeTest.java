package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** Real clients against real nodes. */
class RespEdgeTest {
  private static RespNode nodes;

  @BeforeAll
  static void start() {
    nodes = RespNode.start(3);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @BeforeEach
  void empty() {
    try (Jedis jedis = nodes.jedis(0)) {
      jedis.flushAll();
      assertThat(jedis.dbSize()).isZero();
    }
  }

  @Test
  void anyNodeServesAnyKey() {
    try (Jedis one = nodes.jedis(0);
        Jedis other = nodes.jedis(2)) {
      for (int i = 0; i < 20; i++) {
        one.set("key" + i, "v" + i);
        assertThat(other.get("key" + i)).isEqualTo("v" + i);
      }
      assertThat(other.incr("n")).isEqualTo(1);
      assertThat(one.incrBy("n", 41)).isEqualTo(42);
      assertThat(one.set("n", "x", SetParams.setParams().nx())).isNull();
      assertThat(one.setGet("n", "y")).isEqualTo("42");
      assertThat(other.ttl("n")).isEqualTo(-1);
      assertThat(one.expire("n", 100)).isEqualTo(1);
      assertThat(other.ttl("n")).isBetween(40L, 100L);
    }
  }

  @Test
  void lettuceSpeaksTheThirdVersion() {
    RedisClient client = RedisClient.create("redis://127.0.0.1:" + nodes.port(1));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      assertThat(connection.sync().set("k", "v")).isEqualTo("OK");
      assertThat(connection.sync().get("k")).isEqualTo("v");
      assertThat(connection.sync().get("none")).isNull();
      assertThat(connection.sync().mget("k", "none").get(1).hasValue()).isFalse();
      assertThat(connection.sync().commandCount()).isGreaterThan(50);
      assertThat(connection.sync().clientList()).contains("lib-name=Lettuce", "resp=3");
    } finally {
      client.shutdown();
    }
  }

  @Test
  void keysOfManyShardsAreTakenTogether() {
    String[] keys = IntStream.range(0, 50).mapToObj(i -> "key" + i).toArray(String[]::new);
    List<String> pairs = new ArrayList<>();
    for (String key : keys) {
      pairs.add(key);
      pairs.add("v" + key);
    }
    try (Jedis jedis = nodes.jedis(1)) {
      assertThat(shards(keys)).hasSizeGreaterThan(2);
      assertThat(jedis.mset(pairs.toArray(String[]::new))).isEqualTo("OK");
      assertThat(jedis.mget(keys)).containsExactly(of("vkey", 50));
      assertThat(jedis.exists(keys)).isEqualTo(50);
      assertThat(jedis.dbSize()).isEqualTo(50);
      assertThat(jedis.keys("key1?")).hasSize(10);
      assertThat(jedis.del(keys)).isEqualTo(50);
      assertThat(jedis.dbSize()).isZero();
    }
  }

  private static String[] of(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  private static Set<Integer> shards(String... keys) {
    Set<Integer> shards = new TreeSet<>();
    for (String key : keys) {
      shards.add(nodes.cluster().node(0).routers().byDefault().shardOf(Key.utf8(key)));
    }
    return shards;
  }

  @Test
  void aLongPipelineIsAnsweredInItsOrder() {
    String each = "GET p\r\nSET p 1\r\nGET p\r\nPING\r\nDEL p\r\n";
    String alone = "MULTI\r\nDISCARD\r\n";
    try (RawClient client = new RawClient(nodes.port(0))) {
      client.write(each.repeat(200) + alone.repeat(10_000));
      String answers = "$-1\r\n+OK\r\n$1\r\n1\r\n+PONG\r\n:1\r\n";
      assertThat(client.readRaw(answers.repeat(200) + "+OK\r\n".repeat(20_000))).isTrue();
    }
  }

  @Test
  void whatCannotBeDoneAtOnceIsRefused() {
    try (Jedis jedis = nodes.jedis(0)) {
      assertThat(shards("key0", "key1")).hasSize(2);
      refused("CROSSSLOT", () -> jedis.msetnx("key0", "1", "key1", "2"));
      jedis.set("key0", "1");
      refused("CROSSSLOT", () -> jedis.rename("key0", "key1"));
      refused("CROSSSLOT", () -> jedis.copy("key0", "key1", true));
      Transaction transaction = jedis.multi();
      transaction.set("key0", "2");
      transaction.set("key1", "2");
      refused("CROSSSLOT", transaction::exec);
      assertThat(jedis.get("key0")).isEqualTo("1");
      assertThat(jedis.get("key1")).isNull();
    }
  }

  private static void refused(String word, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(JedisDataException.class)
        .hasMessageStartingWith(word);
  }

  @Test
  void aPipelineIsDoneInOrder() {
    try (Jedis jedis = nodes.jedis(2)) {
      Pipeline pipeline = jedis.pipelined();
      List<Response<?>> answers = new ArrayList<>();
      List<Object> expected = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        String key = "key" + i % 7;
        answers.add(pipeline.set(key, "v" + i));
        expected.add("OK");
        answers.add(pipeline.get(key));
        expected.add("v" + i);
        answers.add(pipeline.incr("n"));
        expected.add(i + 1L);
        answers.add(pipeline.append("text", "x"));
        expected.add(i + 1L);
      }
      pipeline.sync();
      assertThat(answers.stream().<Object>map(Response::get).toList()).isEqualTo(expected);
    }
  }

  @Test
  void anErrorInAPipelineIsItsCommandsOwn() {
    try (RawClient client = nodes.raw(0)) {
      client.write("SET k x\r\nINCR k\r\nFOO\r\nGET\r\nGET k\r\n");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("-ERR value is not an integer or out of range");
      assertThat(client.read()).startsWith("-ERR unknown command 'FOO'");
      assertThat(client.read()).isEqualTo("-ERR wrong number of arguments for 'get' command");
      assertThat(client.read()).isEqualTo("x");
    }
  }

  @Test
  void largeValuesArePipelinedInPieces() {
    String large = "x".repeat(500_000);
    try (RawClient client = nodes.raw(1)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.call("SET", "{t}" + i, large)).isEqualTo("+OK");
      }
      StringBuilder gets = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        gets.append("GET {t}").append(i).append("\r\n");
      }
      gets.append(
          "MGET {t}0 {t}1 {t}2 {t}3 {t}4 {t}5 {t}6 {t}7 {t}8 {t}9\r\n"); // too much for one answer
      client.write(gets.toString());
      for (int i = 0; i < 20; i++) {
        assertThat(client.read()).isEqualTo(large);
      }
      assertThat(client.read()).startsWith("-ERR").contains("over the limit");
    }
  }

  @Test
  void limitsAreTold() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("SET", "k".repeat(1025), "v"))
          .isEqualTo("-ERR the key of 1025 bytes is over the limit of 1024");
      assertThat(client.call("SETRANGE", "k", "1048576", "x")).contains("over the limit");
      client.write("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1048577\r\n");
      assertThat(client.read()).isEqualTo("-ERR Protocol error: invalid bulk length");
      assertThat(client.read()).isEqualTo("closed");
    }
  }

  @Test
  void whatCameBeforeRubbishIsAnswered() {
    try (RawClient client = nodes.raw(0)) {
      client.write("SET k v\r\n*1\r\n$-9\r\nGET k\r\n");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("-ERR Protocol error: invalid bulk length");
      assertThat(client.read()).isEqualTo("closed");
    }
  }

  @Test
  void aTransactionIsDoneIfNothingWatchedHasChanged() {
    try (Jedis jedis = nodes.jedis(0);
        Jedis other = nodes.jedis(1)) {
      jedis.set("{t}a", "1");
      jedis.watch("{t}a", "{t}none");
      Transaction transaction = jedis.multi();
      Response<Long> sum = transaction.incrBy("{t}a", 5);
      Response<String> seen = transaction.get("{t}a");
      assertThat(transaction.exec()).containsExactly(6L, "6");
      assertThat(sum.get()).isEqualTo(6);
      assertThat(seen.get()).isEqualTo("6");

      jedis.watch("{t}a", "{t}none");
      other.set("{t}none", "there");
      Transaction late = jedis.multi();
      late.set("{t}a", "7");
      assertThat(late.exec()).isNull();
      assertThat(jedis.get("{t}a")).isEqualTo("6");
    }
  }

  @Test
  void aScanFindsEveryKeyThatIsThereAllTheTime() {
    try (Jedis jedis = nodes.jedis(0)) {
      Set<String> all = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        all.add("key" + i);
        jedis.set("key" + i, "v");
      }
      Set<String> found = new HashSet<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      int pages = 0;
      do {
        ScanResult<String> page = jedis.scan(cursor, new ScanParams().match("key*").count(20));
        found.addAll(page.getResult());
        cursor = page.getCursor();
        jedis.set("a new one " + pages++, "v");
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertThat(found).containsAll(all);
      assertThat(pages).isGreaterThanOrEqualTo(15);
      assertThat(jedis.randomKey()).isNotNull();
      refused("ERR the cursor 12345 is not known", () -> jedis.scan("12345"));
    }
  }

  @Test
  void whatMemdiHasBesides() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("SET", "k", "a", "EX", "100")).isEqualTo("+OK");
      assertThat(client.call("CAS", "k", "b", "c")).isEqualTo(":0");
      assertThat(client.call("CAS", "k", "a", "c")).isEqualTo(":1");
      assertThat(client.call("TTL", "k")).matches(":(100|[4-9]\\d)");
      assertThat(client.call("SET", "k", "d", "IFEQ", "a")).isEqualTo("nil");
      assertThat(client.call("SET", "k", "d", "IFEQ", "c", "GET")).isEqualTo("c");
      assertThat(client.call("DELIFEQ", "k", "x")).isEqualTo(":0");
      assertThat(client.call("DELIFEQ", "k", "d")).isEqualTo(":1");
      assertThat(client.call("CLIENT", "ACK")).isEqualTo("quorum");
      assertThat(client.call("CLIENT", "ACK", "disk"))
          .startsWith("-ERR ack 'disk' is not available");
      assertThat(client.call("CLIENT", "ACK", "leader")).isEqualTo("+OK");
      assertThat(client.call("SET", "k", "e")).isEqualTo("+OK");
      assertThat(client.call("WAIT", "1", "0")).isIn(":1", ":2");
      assertThat(client.call("CLIENT", "ACK", "quorum")).isEqualTo("+OK");
      assertThat(client.call("WAIT", "1", "0")).isIn(":1", ":2");
      assertThat(client.call("WAITAOF", "0", "0", "0")).isEqualTo("[:0, :0]");
      assertThat(client.call("CLIENT", "READ", "local")).isEqualTo("+OK");
      assertThat(client.call("CLIENT", "READ")).isEqualTo("local");
      assertThat(client.call("GET", "k")).isIn("e", "nil");
    }
  }

  @Test
  void answersMayBeUnwanted() {
    try (RawClient client = nodes.raw(0)) {
      client.write("CLIENT REPLY SKIP\r\nSET k v\r\nGET k\r\n");
      assertThat(client.read()).isEqualTo("v");
      client.write("CLIENT REPLY OFF\r\nSET k w\r\nGET k\r\nCLIENT REPLY ON\r\nGET k\r\n");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("w");
    }
  }

  @Test
  void theVersionIsChosenInTheMiddleOfAPipeline() {
    try (RawClient client = nodes.raw(0)) {
      client.write("GET none\r\nHELLO 3 SETNAME me\r\nGET none\r\nCLIENT GETNAME\r\nRESET\r\n");
      assertThat(client.read()).isEqualTo("nil");
      assertThat(client.read()).contains("proto, :3", "server, memdi");
      assertThat(client.read()).isEqualTo("nil");
      assertThat(client.read()).isEqualTo("me");
      assertThat(client.read()).isEqualTo("+RESET");
      assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("nil");
    }
  }

  @Test
  void aClientCanBeCutOff() {
    try (RawClient one = nodes.raw(0);
        RawClient other = nodes.raw(0)) {
      String id = other.call("CLIENT", "ID").substring(1);
      assertThat(one.call("CLIENT", "LIST", "ID", id)).startsWith("id=" + id + " addr=127.0.0.1:");
      assertThat(one.call("CLIENT", "KILL", "ID", id)).isEqualTo(":1");
      assertThat(other.read()).isEqualTo("closed");
      assertThat(one.call("QUIT")).isEqualTo("+OK");
      assertThat(one.read()).isEqualTo("closed");
    }
  }

  @Test
  void whatIsWrittenHereIsReadThroughJavaAndTheOtherWayRound() {
    try (Jedis jedis = nodes.jedis(0)) {
      jedis.set("k", "v");
      assertThat(
              nodes
                  .cluster()
                  .keyValues(1)
                  .get(Key.utf8("k"))
                  .toCompletableFuture()
                  .join()
                  .orElseThrow()
                  .value())
          .isEqualTo(Bytes.utf8("v"));
    }
  }
}
