package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a clock that the test moves on. */
class ChannelEventsTest {
  private static final long IDLE_SECONDS = 60;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void open() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new ChannelEvents(
                bytes -> {},
                () -> {},
                () -> {},
                new ChannelFlow.Times(
                    Duration.ofSeconds(IDLE_SECONDS), Duration.ofSeconds(IDLE_SECONDS))));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void pass(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void passInSteps(long seconds) {
    for (long i = 0; i < seconds; i++) {
      pass(1);
    }
  }

  @Test
  void silenceEndsAConnection() {
    passInSteps(IDLE_SECONDS);
    assertThat(channel.isOpen()).isTrue();
    passInSteps(IDLE_SECONDS / 2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whoSpeaksOrIsSpokenToIsNotSilent() {
    for (int i = 0; i < 5; i++) {
      passInSteps(IDLE_SECONDS - 1);
      channel.writeInbound(Unpooled.copiedBuffer(new byte[1]));
      passInSteps(IDLE_SECONDS - 1);
      channel.writeOutbound(Unpooled.copiedBuffer(new byte[1]));
    }
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void timeInWhichTheProcessStoodStillIsNotSilence() {
    pass(10 * IDLE_SECONDS);
    assertThat(channel.isOpen()).isTrue();
    channel.writeInbound(Unpooled.copiedBuffer(new byte[1])); // what had come meanwhile
    passInSteps(IDLE_SECONDS);
    assertThat(channel.isOpen()).isTrue();
  }
}
