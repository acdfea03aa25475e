package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenarios to read, in {@code src/test/resources/traces}: every replica does what is written
 * there. With {@code -Dtraces.rewrite=true}, what they do is written there instead.
 */
class TraceTest {
  static List<Trace> traces() {
    return Trace.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("traces")
  void comesOutAsWritten(Trace trace) {
    List<String> replayed = trace.replay(SafetyRules.RAFT);
    if (Boolean.getBoolean("traces.rewrite")) {
      trace.rewrite(replayed);
    }
    assertThat(String.join("\n", replayed))
        .isEqualTo(
            String.join("\n", Boolean.getBoolean("traces.rewrite") ? replayed : trace.lines()));
  }
}
