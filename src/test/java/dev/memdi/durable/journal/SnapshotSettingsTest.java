package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotSettingsTest {
  private static final Config REFERENCE = ConfigFactory.defaultReference();

  @Test
  void theDefaultsAreThoseOfTheReference() {
    assertThat(SnapshotSettings.from(REFERENCE.getConfig("memdi-snapshot-store")))
        .isEqualTo(new SnapshotSettings(Path.of("data/journal"), 1, 4 << 20, 128 << 20, false));
  }

  @ParameterizedTest
  @CsvSource({
    "compression-level, 20, it must be 0 to 19",
    "compression-level, -1, it must be 0 to 19",
    "slice-bytes, 0, at least 1 byte",
    "on-damage, ignore, fail or use-older",
  })
  void aBadSettingIsNamed(String key, String value, String complaint) {
    Config config =
        ConfigFactory.parseString("memdi-snapshot-store." + key + " = " + value)
            .withFallback(REFERENCE)
            .getConfig("memdi-snapshot-store");

    assertThatThrownBy(() -> SnapshotSettings.from(config))
        .hasMessageContaining(key)
        .hasMessageContaining(complaint);
  }

  @Test
  void anOlderSnapshotMayBeUsedWhereTheSettingsSaySo() {
    Config config =
        ConfigFactory.parseString("on-damage = use-older")
            .withFallback(REFERENCE.getConfig("memdi-snapshot-store"));
    assertThat(SnapshotSettings.from(config).passOverDamage()).isTrue();
  }
}
