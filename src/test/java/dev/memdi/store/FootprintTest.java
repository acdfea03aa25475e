package dev.memdi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Footprint;
import org.junit.jupiter.api.Test;

class FootprintTest {
  private static final long DEADLINE = 7;

  @Test
  void aKeyTakesWhatItsArraysDo() {
    for (int key = 0; key < 20; key++) {
      for (int value = 0; value < 20; value++) {
        assertThat(Footprint.of(key, value, false))
            .isEqualTo(onHeap(slot(key, value, Slot.NO_DEADLINE)));
        assertThat(Footprint.of(key, value, true))
            .isEqualTo(
                onHeap(slot(key, value, DEADLINE))
                    + onHeap(Deadlines.slot(new byte[key], DEADLINE)));
      }
    }
  }

  @Test
  void asTheDecisionForThemSays() {
    assertThat(Footprint.of(16, 100, false)).isEqualTo(144);
  }

  private static Slot slot(int key, int value, long deadline) {
    return Slot.of(Bytes.wrap(new byte[key]), Bytes.wrap(new byte[value]), 1, deadline);
  }

  /** Behind a head of 16 bytes, up to a multiple of 8. */
  private static long onHeap(Slot slot) {
    long bytes = 16 + slot.cell().length;
    return bytes % 8 == 0 ? bytes : bytes + 8 - bytes % 8;
  }
}
