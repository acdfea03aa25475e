package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Consistency;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Request;
import dev.memdi.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutstandingTest {
  private static final long MILLI = 1_000_000;

  private final Outstanding outstanding =
      new Outstanding(0, 1, Settings.from(ConfigFactory.empty()).limits(), 1 << 20);

  private void write() {
    Request request =
        new Request(
            Operation.Set.of(Key.utf8("k"), Bytes.utf8("v")),
            Ack.QUORUM,
            Consistency.LINEARIZABLE,
            Duration.ofMinutes(1));
    assertThat(outstanding.add(request, 0, outcome -> {})).isEmpty();
  }

  private long sent(long millis) {
    return outstanding.writeBursts(millis * MILLI).getFirst().number();
  }

  @Test
  void eachRepeatOfWhatNobodyAnswersComesAfterTwiceAsLong() {
    write();
    sent(0);
    assertThat(outstanding.sendOverdueAgain(400 * MILLI)).isFalse();
    assertThat(outstanding.sendOverdueAgain(401 * MILLI)).isTrue();
    sent(401);
    assertThat(outstanding.sendOverdueAgain(1201 * MILLI)).isFalse();
    assertThat(outstanding.sendOverdueAgain(1202 * MILLI)).isTrue();
  }

  @Test
  void whatWasRejectedDoesNotWaitLongerForIt() {
    write();
    for (int millis = 0; millis < 10; millis++) {
      outstanding.notTaken(sent(millis));
    }
    sent(10);
    assertThat(outstanding.sendOverdueAgain(411 * MILLI)).isTrue();
  }
}
