package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {
  /** As a Redis 7.0 says by {@code CLUSTER KEYSLOT}. */
  @ParameterizedTest
  @CsvSource({
    "foo, 12182",
    "bar, 5061",
    "hello, 866",
    "123456789, 12739",
    "'', 0",
    "{foo}bar, 12182",
    "a{foo}{bar}, 12182",
    "foo{}{bar}, 8363",
    "foo{{bar}}zap, 4015",
    "{, 4092"
  })
  void slotsAreThoseOfRedis(String key, int slot) {
    assertThat(HashSlot.of(Key.utf8(key))).isEqualTo(slot);
  }

  @Property
  void itIsTheRemainderByThePolynomial(@ForAll byte[] key) {
    for (int i = 0; i < key.length; i++) {
      key[i] = key[i] == '{' ? 0 : key[i]; // tags are for the others
    }
    assertThat(HashSlot.of(new Key(Bytes.copyOf(key)))).isEqualTo(byBits(key) % HashSlot.SLOTS);
  }

  /** A bit at a time, by x^16 + x^12 + x^5 + 1. */
  private static int byBits(byte[] bytes) {
    int crc = 0;
    for (byte each : bytes) {
      for (int bit = 7; bit >= 0; bit--) {
        boolean carry = ((crc >>> 15) ^ (each >>> bit)) % 2 != 0;
        crc = (crc << 1) & 0xffff;
        crc = carry ? crc ^ 0x1021 : crc;
      }
    }
    return crc;
  }
}
