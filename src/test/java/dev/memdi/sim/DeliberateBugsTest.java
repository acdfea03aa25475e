package dev.memdi.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The test of the checks: memdi with one rule broken does not pass. Each bug is one that a
 * replicated store really had; {@code docs/verification.md} says which.
 */
@Execution(ExecutionMode.SAME_THREAD)
class DeliberateBugsTest {
  private static final int MOST_SEEDS = 150;

  static List<Bug> bugs() {
    return named(Bugs.all());
  }

  static List<Bug> bugsOfSteps() {
    return named(StepBugs.all());
  }

  static List<Bug> bugsOnDisk() {
    return named(Bugs.onDisk());
  }

  /** All of them, or with {@code -Dsim.bug=WORDS} those with these words in their names. */
  private static List<Bug> named(List<Bug> bugs) {
    String words = System.getProperty("sim.bug", "");
    return bugs.stream().filter(bug -> bug.name().contains(words)).toList();
  }

  static List<Bug> bugsOfLaggingDisks() {
    return Bugs.ofLaggingDisks();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void isCaught(Bug bug) {
    isCaughtIn(Scenario.threeNodes().with(bug));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugsOfSteps")
  void isCaughtAmongSteps(Bug bug) {
    isCaughtIn(Scenario.threeNodes().with(bug));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugsOnDisk")
  void isCaughtOnDisk(Bug bug) {
    isCaughtIn(Scenario.threeNodes().onDisk().with(bug));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugsOfLaggingDisks")
  void isCaughtWhereDisksLagBehind(Bug bug) {
    isCaughtIn(Scenario.threeNodes().lagging().with(bug));
  }

  private static void isCaughtIn(Scenario scenario) {
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      try (Simulation simulation = new Simulation(seed, scenario)) {
        simulation.run();
      } catch (AssertionError | RuntimeException caught) {
        assertThat(caught).hasMessageNotContaining("UNDECIDED");
        return;
      }
    }
    fail("nothing noticed in %d seeds that memdi %s", MOST_SEEDS, scenario.bug().name());
  }
}
