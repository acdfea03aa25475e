package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JoiningTest {
  /** To ask the seeds anew is to be deaf to what answers the question before. */
  @Property
  void answersMayTakeAsLongAsTheyDo(@ForAll @IntRange(max = 5) int seconds) {
    Duration answersTake = Duration.ofSeconds(seconds);
    Duration waited = Duration.ZERO;
    int questions = 0;
    while (Joining.patience(waited).compareTo(answersTake) < 0) {
      waited = waited.plus(Joining.patience(waited));
      questions++;
    }

    assertThat(waited).isLessThanOrEqualTo(answersTake.multipliedBy(5));
    assertThat(questions).isLessThan(20);
  }

  @Test
  void nodesThatStartTogetherAskOften() {
    assertThat(Joining.patience(Duration.ofMillis(900))).isEqualTo(Duration.ofMillis(250));
  }
}
