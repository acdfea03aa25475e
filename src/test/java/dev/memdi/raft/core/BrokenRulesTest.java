package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that safety rests on is missed if it is broken: this tests the other tests. */
class BrokenRulesTest {
  private static final int SEEDS = 4_000;

  /** Rules of what only the actors do: see DeliberateBugsTest and BirthAndPowerLossTest. */
  private static final List<String> OF_ACTORS =
      List.of("kept", "mayReadDirectly", "mayTakeBirthBack");

  static Stream<String> rules() {
    return Arrays.stream(SafetyRules.class.getDeclaredMethods())
        .filter(Method::isDefault)
        .map(Method::getName)
        .filter(rule -> !OF_ACTORS.contains(rule))
        .sorted();
  }

  @Test
  void noRuleIsForgotten() {
    assertThat(BrokenRules.byName().keySet()).containsExactlyElementsOf(rules().toList());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isMissed(String rule) {
    SafetyRules broken = BrokenRules.byName().get(rule);

    Optional<String> noticed = inTraces(broken).or(() -> inSeeds(broken));

    assertThat(noticed).as("something goes wrong without the rule %s", rule).isPresent();
  }

  private static Optional<String> inTraces(SafetyRules broken) {
    return Trace.all().stream()
        .flatMap(trace -> failure(() -> trace.replay(broken), trace))
        .findFirst();
  }

  private static Optional<String> inSeeds(SafetyRules broken) {
    Coverage coverage = new Coverage();
    return LongStream.range(0, SEEDS)
        .boxed()
        .flatMap(seed -> failure(() -> CoreSimulationTest.run(seed, broken, coverage), seed))
        .findFirst();
  }

  /** What an invariant, or the core itself, had to say. */
  private static Stream<String> failure(Runnable run, Object where) {
    try {
      run.run();
      return Stream.of();
    } catch (AssertionError | IllegalStateException e) {
      return Stream.of(where + ": " + e.getMessage());
    }
  }
}
