package dev.memdi.durable.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;

/**
 * The settings in {@code memdi-snapshot-store}; what each is for is said in {@code reference.conf}.
 *
 * @param keepFree bytes of the disk that saving leaves to others
 * @param passOverDamage whether an older snapshot may take the place of a damaged one
 */
record SnapshotSettings(
    Path directory, int compressionLevel, long sliceBytes, long keepFree, boolean passOverDamage) {
  private static final int HIGHEST_LEVEL = 19;

  static SnapshotSettings from(Config config) {
    int level = config.getInt("compression-level");
    if (level < 0 || level > HIGHEST_LEVEL) {
      throw bad(config, "compression-level", "it must be 0 to " + HIGHEST_LEVEL);
    }
    long slice = config.getBytes("slice-bytes");
    if (slice < 1) {
      throw bad(config, "slice-bytes", "it must be at least 1 byte");
    }
    String onDamage = config.getString("on-damage");
    if (!onDamage.equals("fail") && !onDamage.equals("use-older")) {
      throw bad(config, "on-damage", "it must be fail or use-older");
    }
    return new SnapshotSettings(
        Path.of(config.getString("directory")),
        level,
        slice,
        config.getBytes("keep-free"),
        onDamage.equals("use-older"));
  }

  private static ConfigException bad(Config config, String key, String what) {
    return new ConfigException.BadValue(config.getValue(key).origin(), key, what);
  }
}
