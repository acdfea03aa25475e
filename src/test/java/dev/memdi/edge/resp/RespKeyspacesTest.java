package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection is in one keyspace at a time. */
class RespKeyspacesTest {
  private static RespNode nodes;

  @BeforeAll
  static void start() {
    nodes =
        RespNode.start(
            1,
            """
            memdi.keyspaces = [ { name = default }, { name = cache, shards = 2, ack = leader } ]
            memdi.node.resp.keyspace = cache
            """);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @BeforeEach
  void empty() {
    try (RawClient client = nodes.raw(0)) {
      client.call("FLUSHALL");
      client.call("CLIENT", "KEYSPACE", "default");
      client.call("FLUSHALL");
    }
  }

  @Test
  void itBeginsWhereTheNodeSays() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("CLIENT", "KEYSPACE")).isEqualTo("cache");
      assertThat(client.call("CLIENT", "KEYSPACE", "default")).isEqualTo("+OK");
      assertThat(client.call("CLIENT", "KEYSPACE")).isEqualTo("default");
      assertThat(client.call("CLIENT", "INFO")).contains("keyspace=default");
      assertThat(client.call("RESET")).isEqualTo("+RESET");
      assertThat(client.call("CLIENT", "KEYSPACE")).isEqualTo("cache");
    }
  }

  @Test
  void aKeyIsInOneOfThem() {
    try (RawClient client = nodes.raw(0)) {
      client.send("SET", "k", "of cache");
      client.send("CLIENT", "KEYSPACE", "default");
      client.send("GET", "k");
      client.send("SET", "k", "of default");
      client.send("CLIENT", "KEYSPACE", "cache");
      client.send("GET", "k");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("nil");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("+OK");
      assertThat(client.read()).isEqualTo("of cache");
    }
  }

  @Test
  void whatIsForAllKeysIsForThoseOfOneKeyspace() {
    try (RawClient client = nodes.raw(0)) {
      client.call("SET", "a", "1");
      client.call("CLIENT", "KEYSPACE", "default");
      client.call("MSET", "a", "1", "b", "2");
      assertThat(client.call("DBSIZE")).isEqualTo(":2");
      assertThat(client.call("FLUSHALL")).isEqualTo("+OK");
      assertThat(client.call("DBSIZE")).isEqualTo(":0");
      client.call("CLIENT", "KEYSPACE", "cache");
      assertThat(client.call("DBSIZE")).isEqualTo(":1");
      assertThat(client.call("KEYS", "*")).isEqualTo("[a]");
    }
  }

  @Test
  void itsAckComesWithIt() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("CLIENT", "ACK")).isEqualTo("leader");
      client.call("CLIENT", "KEYSPACE", "default");
      assertThat(client.call("CLIENT", "ACK")).isEqualTo("quorum");
      assertThat(client.call("CLIENT", "ACK", "DISK"))
          .contains("the durability of keyspace default is memory and not sync");
    }
  }

  @Test
  void oneThatThereIsNotIsNamed() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("CLIENT", "KEYSPACE", "cahce"))
          .isEqualTo("-ERR there is no keyspace 'cahce'");
      assertThat(client.call("CLIENT", "KEYSPACE", "a", "b")).isEqualTo("-ERR syntax error");
      assertThat(client.call("CLIENT", "KEYSPACE")).isEqualTo("cache");
    }
  }

  @Test
  void aTransactionIsInOneOfThem() {
    try (RawClient client = nodes.raw(0)) {
      client.call("WATCH", "k");
      assertThat(client.call("CLIENT", "KEYSPACE", "default")).contains("keys are watched");
      client.call("UNWATCH");
      client.call("CLIENT", "KEYSPACE", "default");
      client.call("MULTI");
      assertThat(client.call("CLIENT", "KEYSPACE", "cache"))
          .contains("not allowed inside a transaction");
      client.call("DISCARD");
      client.call("MULTI");
      client.call("SET", "k", "1");
      assertThat(client.call("EXEC")).isEqualTo("[+OK]");
      client.call("CLIENT", "KEYSPACE", "cache");
      assertThat(client.call("EXISTS", "k")).isEqualTo(":0");
    }
  }
}
