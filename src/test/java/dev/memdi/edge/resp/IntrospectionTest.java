package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node tells of its commands, keys and clients. */
class IntrospectionTest {
  /** Those of Redis 7.2, in its order, and ours. */
  private static final List<String> FIELDS =
      List.of(
          ("id addr laddr fd name age idle flags db sub psub ssub multi qbuf qbuf-free argv-mem"
                  + " multi-mem rbs rbp obl oll omem tot-mem events cmd user redir resp lib-name"
                  + " lib-ver keyspace")
              .split(" "));

  private static RespNode nodes;

  @BeforeAll
  static void start() {
    nodes = RespNode.start(1);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @BeforeEach
  void empty() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("FLUSHALL")).isEqualTo("+OK");
    }
  }

  @Test
  void commandsAreInCategories() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("COMMAND", "INFO", "get"))
          .isEqualTo(
              "[[get, :2, [+readonly, +fast], :1, :1, :1, [+@read, +@string, +@fast],"
                  + " [], [], []]]");
      assertThat(client.call("COMMAND", "INFO", "client|kill"))
          .contains("[+@admin, +@slow, +@dangerous, +@connection]");
      assertThat(client.call("ACL", "CAT")).startsWith("[keyspace, read, write, set, ");
      assertThat(client.call("ACL", "CAT", "Transaction"))
          .isEqualTo("[discard, exec, multi, unwatch, watch]");
      assertThat(client.call("COMMAND", "LIST", "FILTERBY", "ACLCAT", "transaction"))
          .isEqualTo("[discard, exec, multi, unwatch, watch]");
      assertThat(client.call("ACL", "CAT", "dangerous"))
          .contains("client|kill", "config|set", "flushall", "info", "keys")
          .doesNotContain("[get,", " get,");
      assertThat(client.call("ACL", "CAT", "geo")).isEqualTo("[]");
      assertThat(client.call("ACL", "WHOAMI")).isEqualTo("default");
      assertThat(client.call("ACL", "SETUSER", "bob", "on"))
          .isEqualTo("-ERR unknown subcommand 'SETUSER'. Try ACL HELP.");
    }
  }

  @Test
  void aKeyTakesWhatItsArraysDo() {
    try (RawClient client = nodes.raw(0)) {
      client.call("SET", "k".repeat(16), "v".repeat(100));
      assertThat(client.call("MEMORY", "USAGE", "k".repeat(16))).isEqualTo(":144");
      client.call("EXPIRE", "k".repeat(16), "100");
      assertThat(client.call("MEMORY", "USAGE", "k".repeat(16), "SAMPLES", "0")).isEqualTo(":208");
      assertThat(client.call("MEMORY", "USAGE", "none")).isEqualTo("nil");
    }
  }

  @Test
  void valuesAreHeldAsTheBytesThatTheyAre() {
    try (RawClient client = nodes.raw(0)) {
      client.call("SET", "n", "5");
      assertThat(client.call("OBJECT", "ENCODING", "n")).isEqualTo("raw");
      assertThat(client.call("OBJECT", "REFCOUNT", "n")).isEqualTo(":1");
      assertThat(client.call("OBJECT", "IDLETIME", "n"))
          .isEqualTo("-ERR No key is evicted here, idle time not tracked.");
      assertThat(client.call("OBJECT", "IDLETIME", "none")).isEqualTo("nil");
      client.write("MULTI\r\nOBJECT ENCODING n\r\nMEMORY USAGE n\r\nOBJECT FREQ n\r\nEXEC\r\n");
      for (int i = 0; i < 4; i++) {
        assertThat(client.read()).isIn("+OK", "+QUEUED");
      }
      assertThat(client.read()).startsWith("[raw, :32, -ERR An LFU maxmemory policy is not");
    }
  }

  @Test
  void aClientIsToldWithTheFieldsOfRedisInTheirOrder() {
    try (RawClient client = nodes.raw(0)) {
      client.call("CLIENT", "SETNAME", "me");
      String line = client.call("CLIENT", "INFO");
      Matcher fields = Pattern.compile("([a-z-]+)=(\\S*)").matcher(line);
      List<String> names = new ArrayList<>();
      while (fields.find()) {
        names.add(fields.group(1));
      }
      assertThat(names).isEqualTo(FIELDS);
      assertThat(line)
          .contains(" name=me age=", " flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 ")
          .contains(" events=r cmd=client|info user=default redir=-1 resp=2 ")
          .endsWith(" keyspace=default\n");
      assertThat(client.call("CLIENT", "LIST")).contains(" name=me age=");
    }
  }

  @Test
  void whatAClientHasUnderWayIsTold() {
    try (RawClient client = nodes.raw(0);
        RawClient other = nodes.raw(0)) {
      String id = other.call("CLIENT", "ID").substring(1);
      assertThat(other.call("CLIENT", "NO-EVICT", "on")).isEqualTo("+OK");
      assertThat(other.call("CLIENT", "NO-TOUCH", "on")).isEqualTo("+OK");
      assertThat(other.call("SUBSCRIBE", "a", "b")).startsWith("[subscribe, a");
      assertThat(other.read()).startsWith("[subscribe, b");
      other.write("*2\r\n$4\r\nPING\r\n$5\r\nhel"); // the beginning of a request
      String line = client.call("CLIENT", "LIST", "ID", id);
      while (line.contains(" qbuf=0 ")) {
        line = client.call("CLIENT", "LIST", "ID", id);
      }
      assertThat(line)
          .contains(" flags=PeT ", " sub=2 ", " qbuf=3 ", " argv-mem=4 ", " cmd=subscribe ");
      other.write("lo\r\nRESET\r\nFOO\r\n");
      assertThat(other.read()).isEqualTo("[pong, hello]");
      assertThat(other.read()).isEqualTo("+RESET");
      assertThat(other.read()).startsWith("-ERR unknown command");
      assertThat(client.call("CLIENT", "LIST", "ID", id))
          .contains(" flags=N ", " sub=0 ", " qbuf=0 ", " cmd=NULL ");
      other.write("MULTI\r\nSET a 1\r\nSET b 2\r\n");
      assertThat(other.read() + other.read() + other.read()).isEqualTo("+OK+QUEUED+QUEUED");
      assertThat(client.call("CLIENT", "LIST", "ID", id))
          .contains(" flags=x ", " multi=2 ")
          .doesNotContain(" multi-mem=0 ", " tot-mem=0 ");
    }
  }

  @Test
  void whoWaitsIsMarked() {
    try (RawClient client = nodes.raw(0);
        RawClient other = nodes.raw(0)) {
      String id = other.call("CLIENT", "ID").substring(1);
      assertThat(client.call("INFO", "clients")).contains("blocked_clients:0\r\n");
      other.send("WAIT", "1", "0"); // for a replica that there is not
      while (!client.call("CLIENT", "LIST", "ID", id).contains(" flags=b ")) {
        assertThat(client.call("PING")).isEqualTo("+PONG");
      }
      assertThat(client.call("INFO", "clients")).contains("blocked_clients:1\r\n");
    }
  }

  @Test
  void theNodeTellsOfItsMemoryAndKeys() {
    try (RawClient client = nodes.raw(0)) {
      while (!client.call("INFO", "keyspace").equals("# Keyspace\r\n")) { // told soon, not at once
        assertThat(client.call("DBSIZE")).isEqualTo(":0");
      }
      for (int i = 0; i < 10; i++) {
        client.call("SET", "key" + i, "v");
      }
      while (!client.call("INFO").endsWith("# Keyspace\r\ndb0:keys=10,expires=0,avg_ttl=0\r\n")) {
        assertThat(client.call("DBSIZE")).isEqualTo(":10");
      }
      assertThat(client.call("INFO")).containsPattern("used_memory:[1-9][0-9]+\r\n");
      assertThat(client.call("INFO", "memory")).doesNotContain("Keyspace");
    }
  }
}
