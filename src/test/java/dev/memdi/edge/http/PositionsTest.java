package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {

  @Test
  void aTokenIsReadAsItWasWritten() {
    Positions positions = Positions.start(3);
    assertThat(positions.advance(1, 42)).isTrue();
    assertThat(positions.token()).isEqualTo("1.42.1");
    assertThat(Positions.parse("1.42.1", 3).orElseThrow().token()).isEqualTo("1.42.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.2",
        "1.2.3.4",
        "1.2.x",
        "1..2",
        "1.2.-3",
        "1.2.0",
        "1.2.1234567890123456789",
        "١.1.1"
      })
  void whatIsNoTokenIsRefused(String text) {
    assertThat(Positions.parse(text, 3)).isEmpty();
  }

  @Test
  void thePresentIsKnownOnceEveryShardTold() {
    Positions positions = Positions.present(2);
    assertThat(positions.known()).isFalse();
    positions.advance(0, 5);
    positions.advance(0, 6);
    assertThat(positions.known()).isFalse();
    positions.advance(1, 1);
    assertThat(positions.known()).isTrue();
    assertThat(positions.token()).isEqualTo("6.1");
  }

  @Test
  void aPositionNeverGoesBack() {
    Positions positions = Positions.start(1);
    positions.advance(0, 9);
    assertThat(positions.advance(0, 3)).isFalse();
    assertThat(positions.of(0)).isEqualTo(9);
  }
}
