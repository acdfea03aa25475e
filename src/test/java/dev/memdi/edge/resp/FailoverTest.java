package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Key;
import org.junit.jupiter.api.Test;

class FailoverTest {
  @Test
  void aPipelineIsDoneOnceThoughItsLeaderDies() {
    try (RespNode nodes = RespNode.start(3)) {
      int leader = nodes.cluster().leaderOf(Key.utf8("n"));
      int other = (leader + 1) % 3;
      try (RawClient client = nodes.raw(other)) {
        assertThat(client.call("INCR", "n")).isEqualTo(":1");
        client.write("INCR n\r\nGET n\r\n".repeat(200));
        nodes.cluster().kill(leader);
        client.write("INCR n\r\nGET n\r\n".repeat(200));
        for (int i = 2; i <= 401; i++) {
          assertThat(client.read()).isEqualTo(":" + i);
          assertThat(client.read()).isEqualTo(Integer.toString(i));
        }
      }
      try (RawClient third = nodes.raw((leader + 2) % 3)) {
        assertThat(third.call("GET", "n")).isEqualTo("401");
      }
    }
  }
}
