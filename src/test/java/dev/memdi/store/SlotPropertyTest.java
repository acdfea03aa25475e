package dev.memdi.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** What is packed into a cell comes out of it. */
class SlotPropertyTest {
  @Property(tries = 500)
  void givesBackWhatItWasMadeOf(
      @ForAll @Size(max = 40) byte[] key,
      @ForAll @Size(max = 300) byte[] value,
      @ForAll long revision,
      @ForAll long deadline,
      @ForAll boolean mortal) {
    long due = mortal ? deadline : Slot.NO_DEADLINE;

    Slot slot = Slot.of(Bytes.wrap(key), Bytes.wrap(value), revision, due);

    assertThat(slot.key()).isEqualTo(Bytes.wrap(key));
    assertThat(slot.value()).isEqualTo(Bytes.wrap(value));
    assertThat(slot.length()).isEqualTo(value.length);
    assertThat(slot.revision()).isEqualTo(revision);
    assertThat(slot.deadline()).isEqualTo(due);
    assertThat(slot.isMortal()).isEqualTo(due != Slot.NO_DEADLINE);
    assertThat(SlotTree.weight(slot.cell()))
        .isEqualTo(SlotTree.OVERHEAD + key.length + value.length);
    assertThat(Slot.at(Cell.keyOnly(slot.cell())).key()).isEqualTo(slot.key());
  }

  @Property(tries = 1000)
  void comparesItsKeyAsBytesDo(
      @ForAll @Size(max = 6) byte[] key,
      @ForAll @Size(max = 6) byte[] other,
      @ForAll boolean mortal) {
    Slot slot = slot(key, mortal);
    Bytes wrapped = Bytes.wrap(other);

    assertThat(Integer.signum(Cell.compare(slot.cell(), other)))
        .isEqualTo(Integer.signum(Bytes.wrap(key).compareTo(wrapped)));
    assertThat(Cell.hasKey(slot.cell(), other)).isEqualTo(Bytes.wrap(key).equals(wrapped));
    assertThat(slot.startsWith(wrapped)).isEqualTo(Bytes.wrap(key).startsWith(wrapped));
    int common = Cell.common(slot.cell(), slot(other, !mortal).cell());
    assertThat(Bytes.wrap(key).startsWith(start(other, common))).isTrue();
    assertThat(common == key.length || common == other.length || key[common] != other[common])
        .isTrue();
    for (int from = 0; from <= Math.min(key.length, other.length); from++) {
      assertThat(Cell.head(slot.cell(), from)).isEqualTo(Cell.headOfKey(key, from));
    }
  }

  private static Slot slot(byte[] key, boolean mortal) {
    return Slot.of(Bytes.wrap(key), Bytes.utf8("value"), 7, mortal ? 9 : Slot.NO_DEADLINE);
  }

  private static Bytes start(byte[] bytes, int length) {
    return Bytes.wrap(Arrays.copyOf(bytes, length));
  }
}
