package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration USUAL = Duration.ofMillis(60);

  @Test
  void everyTermThatEndedWithoutALeaderDoublesIt() {
    Patience patience = Patience.FRESH;
    assertThat(patience.of(USUAL)).isEqualTo(USUAL);
    patience = patience.standingIn(7);
    assertThat(patience.of(USUAL)).isEqualTo(USUAL);
    patience = patience.standingIn(8);
    assertThat(patience.of(USUAL)).isEqualTo(USUAL.multipliedBy(2));
    patience = patience.standingIn(10);
    assertThat(patience.of(USUAL)).isEqualTo(USUAL.multipliedBy(8));
  }

  @Test
  void toAskAgainWhetherOthersWouldVoteIsNoTerm() {
    Patience patience = Patience.FRESH.standingIn(7).standingIn(7).standingIn(7);
    assertThat(patience.of(USUAL)).isEqualTo(USUAL);
  }

  @Test
  void itHasAnEnd() {
    Patience patience = Patience.FRESH.standingIn(1).standingIn(1_000_000);
    assertThat(patience.of(USUAL)).isLessThan(Duration.ofSeconds(2));
  }
}
