package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that safety rests on is missed if it is broken: the test of the checks themselves. */
class BrokenRulesTest {
  private static final int SEEDS = Integer.getInteger("core.seeds", 3000);

  static Stream<String> rules() {
    return Arrays.stream(SafetyRules.class.getDeclaredMethods())
        .filter(Method::isDefault)
        .map(Method::getName)
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isMissed(String rule) {
    SafetyRules broken = BrokenRules.byName().get(rule);
    assertThat(broken).as("somebody breaks it").isNotNull();

    Coverage coverage = new Coverage();
    int found = 0;
    String first = "";
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        CoreSimulationTest.run(seed, broken, coverage);
      } catch (AssertionError e) {
        if (found++ == 0) first = e.getMessage().lines().findFirst().get();
        if (found == 1) break;
      }
    }
    System.out.println(rule + ": " + found + " " + first);
  }
}
