package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitTest {
  @Test
  void itIsToldHowManyHoldWhatWasWritten() {
    try (RespNode nodes = RespNode.start(3);
        RawClient client = nodes.raw(0)) {
      assertThat(client.call("SET", "k", "v")).isEqualTo("+OK");
      assertThat(client.call("WAIT", "0", "0")).isIn(":1", ":2"); // a majority at once
      assertThat(client.call("WAIT", "2", "30000")).isEqualTo(":2"); // soon all
      assertThat(client.call("WAIT", "3", "50")).isEqualTo(":2"); // there are no more
      assertThat(client.call("CLIENT", "ACK", "leader")).isEqualTo("+OK");
      assertThat(client.call("SET", "k", "w")).isEqualTo("+OK");
      assertThat(client.call("WAIT", "2", "30000")).isEqualTo(":2");
      assertThat(client.call("WAITAOF", "0", "1", "50")).isEqualTo("[:0, :0]"); // in memory
      assertThat(client.call("WAIT", "1", "-1")).isEqualTo("-ERR timeout is negative");
    }
  }

  @Test
  void whoDoesNotHoldItIsNotCounted() {
    try (RespNode nodes = RespNode.start(3)) {
      nodes.kill(2);
      try (RawClient client = nodes.raw(0)) {
        for (int i = 0; i < 20; i++) { // something in every shard
          assertThat(client.call("SET", "k" + i, "v")).isEqualTo("+OK");
        }
        assertThat(client.call("WAIT", "1", "0")).isEqualTo(":1");
        assertThat(client.call("WAIT", "2", "200")).isEqualTo(":1");
      }
    }
  }
}
