package dev.memdi.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When nothing is heard: with a clock that the test moves on. */
class LinkSilenceTest {
  private static final byte[] SIGN_OF_LIFE = new byte[4];

  private final ActorTestKit kit =
      ActorTestKit.create(
          "silence",
          ConfigFactory.parseString("pekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new Link(channel, new Envelopes(kit.system()), new Envelopes(kit.system()), 1 << 20));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    kit.shutdownTestKit();
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
  }

  private void hear() {
    channel.writeInbound(Unpooled.copiedBuffer(SIGN_OF_LIFE));
  }

  @Test
  void aLinkThatIsSilentForTwoSecondsIsClosed() {
    hear();
    for (int i = 0; i < 4; i++) {
      pass(500);
      assertThat(channel.isOpen()).isTrue();
    }
    pass(500);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void signsOfLifeKeepItAndAreGiven() {
    for (int i = 0; i < 100; i++) {
      pass(500);
      hear();
    }
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.outboundMessages()).hasSize(100);
  }

  @Test
  void timeInWhichTheProcessStoodStillIsNotSilence() {
    pass(10_000);
    assertThat(channel.isOpen()).isTrue();
    hear(); // what had come meanwhile
    pass(500);
    assertThat(channel.isOpen()).isTrue();
  }
}
