package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PubSubTest {
  private static RespNode nodes;

  @BeforeAll
  static void start() {
    nodes = RespNode.start(3);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @Test
  void aMessageIsHeardAtEveryNode() {
    try (RawClient one = nodes.raw(0);
        RawClient other = nodes.raw(1);
        RawClient publisher = nodes.raw(2)) {
      assertThat(one.call("SUBSCRIBE", "news")).isEqualTo("[subscribe, news, :1]");
      assertThat(other.call("PSUBSCRIBE", "n*s")).isEqualTo("[psubscribe, n*s, :1]");
      publishUntilHeard(publisher, one, other);
      for (int i = 0; i < 100; i++) {
        assertThat(publisher.call("PUBLISH", "news", "message " + i)).isEqualTo(":0");
      }
      for (int i = 0; i < 100; i++) {
        assertThat(one.read()).isEqualTo("[message, news, message " + i + "]");
        assertThat(other.read()).isEqualTo("[pmessage, n*s, news, message " + i + "]");
      }
      String large = "x".repeat(500_000); // goes another way: nothing else is on its way meanwhile
      assertThat(publisher.call("PUBLISH", "news", large)).isEqualTo(":0");
      assertThat(one.read()).isEqualTo("[message, news, " + large + "]");
      assertThat(other.read()).isEqualTo("[pmessage, n*s, news, " + large + "]");
    }
  }

  /** A node that can serve need not have seen all the others yet. */
  private static void publishUntilHeard(RawClient publisher, RawClient... subscribers) {
    while (!Stream.of(subscribers).allMatch(RawClient::hasBeenTold)) {
      publisher.call("PUBLISH", "news", "is anybody there?");
    }
    publisher.call("PUBLISH", "news", "begin");
    for (RawClient subscriber : subscribers) {
      String message = subscriber.read();
      while (!message.endsWith("begin]")) {
        assertThat(message).endsWith("is anybody there?]");
        message = subscriber.read();
      }
    }
  }

  @Test
  void whoIsAtTheSameNodeIsCounted() {
    try (RawClient subscriber = nodes.raw(0);
        RawClient publisher = nodes.raw(0)) {
      subscriber.send("SUBSCRIBE", "a", "b");
      assertThat(subscriber.read()).isEqualTo("[subscribe, a, :1]");
      assertThat(subscriber.read()).isEqualTo("[subscribe, b, :2]");
      assertThat(subscriber.call("PSUBSCRIBE", "[ab]")).isEqualTo("[psubscribe, [ab], :3]");
      assertThat(publisher.call("PUBSUB", "CHANNELS")).isEqualTo("[a, b]");
      assertThat(publisher.call("PUBSUB", "CHANNELS", "b*")).isEqualTo("[b]");
      assertThat(publisher.call("PUBSUB", "NUMSUB", "a", "c")).isEqualTo("[a, :1, c, :0]");
      assertThat(publisher.call("PUBSUB", "NUMPAT")).isEqualTo(":1");
      assertThat(publisher.call("CLIENT", "LIST", "TYPE", "pubsub"))
          .contains("flags=P", "sub=2 psub=1");
      assertThat(publisher.call("PUBLISH", "a", "x")).isEqualTo(":2");
      assertThat(subscriber.read()).isEqualTo("[message, a, x]");
      assertThat(subscriber.read()).isEqualTo("[pmessage, [ab], a, x]");
      subscriber.send("UNSUBSCRIBE");
      assertThat(subscriber.read()).isEqualTo("[unsubscribe, a, :2]");
      assertThat(subscriber.read()).isEqualTo("[unsubscribe, b, :1]");
      assertThat(subscriber.call("RESET")).isEqualTo("+RESET");
      assertThat(publisher.call("PUBLISH", "a", "x")).isEqualTo(":0");
      assertThat(publisher.call("PUBSUB", "CHANNELS")).isEqualTo("[]");
    }
  }

  @Test
  void theThirdVersionTellsMessagesFromAnswers() {
    try (RawClient client = nodes.raw(0)) {
      assertThat(client.call("HELLO", "3")).contains("proto, :3");
      client.write("SUBSCRIBE a\r\n");
      assertThat(client.readRaw(">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n")).isTrue();
      assertThat(client.call("SET", "k", "v")).isEqualTo("+OK");
      assertThat(client.call("PING")).isEqualTo("+PONG");
      assertThat(client.call("PUBLISH", "a", "me")).isEqualTo(":1");
      assertThat(client.readRaw(">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nme\r\n")).isTrue();
    }
  }

  @Test
  void whoIsGoneHearsNothing() {
    try (RawClient publisher = nodes.raw(1)) {
      try (RawClient gone = nodes.raw(1)) {
        assertThat(gone.call("SUBSCRIBE", "gone")).isEqualTo("[subscribe, gone, :1]");
      }
      String channels = publisher.call("PUBSUB", "CHANNELS", "gone");
      while (!channels.equals("[]")) {
        channels = publisher.call("PUBSUB", "CHANNELS", "gone");
      }
      assertThat(publisher.call("PUBLISH", "gone", "x")).isEqualTo(":0");
    }
  }
}
