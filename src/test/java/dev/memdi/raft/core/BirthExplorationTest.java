package dev.memdi.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No schedule lets a shard be born twice. */
class BirthExplorationTest {
  @ParameterizedTest(name = "{0} canvasses, {1} restarts")
  @CsvSource({"1,2", "2,0", "2,1"})
  void noTwoBirthsBothLive(int canvasses, int restarts) {
    boolean[] born = new boolean[1];
    BirthExploration exploration =
        new BirthExploration(
            canvasses,
            restarts,
            (nodes, living) -> {
              if (living.size() > 1) {
                throw new AssertionError(living + " both live: " + nodes);
              }
              born[0] |= !living.isEmpty();
            });

    exploration.explore("a", "b", "c");

    assertThat(born[0]).as("some schedule leads to a birth").isTrue();
  }
}
