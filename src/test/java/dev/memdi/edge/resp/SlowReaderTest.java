package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowReaderTest {
  @Test
  void whoDoesNotReadItsAnswersIsCutOff() {
    try (RespNode node = RespNode.start(1, "memdi.node.resp.slow-reader = 100ms");
        RawClient slow = node.raw(0);
        RawClient other = node.raw(0)) {
      assertThat(slow.call("SET", "k", "x".repeat(1_000_000))).isEqualTo("+OK");
      slow.write("GET k\r\n".repeat(200)); // more than any socket's buffers take
      String stats = other.call("INFO", "stats");
      while (!stats.contains("memdi_clients_cut_off:1")) { // or the test's own time is over
        stats = other.call("INFO", "stats");
      }
      String clients = other.call("CLIENT", "LIST");
      while (clients.lines().count() > 1) {
        clients = other.call("CLIENT", "LIST");
      }
      assertThat(clients).contains("cmd=client|list");
      assertThat(other.call("STRLEN", "k")).isEqualTo(":1000000");
    }
  }

  @Test
  void noMoreClientsAreLetInThanThereMayBe() {
    try (RespNode node = RespNode.start(1, "memdi.node.resp.max-clients = 1");
        RawClient first = node.raw(0)) {
      assertThat(first.call("PING")).isEqualTo("+PONG");
      try (RawClient second = node.raw(0)) {
        assertThat(second.read()).isEqualTo("-ERR max number of clients reached");
        assertThat(second.read()).isEqualTo("closed");
      }
    }
  }
}
