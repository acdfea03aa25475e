package dev.memdi.durable.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of the journal plugin; what they mean is said in {@code reference.conf}. */
record JournalSettings(
    Path directory,
    SegmentedLog.Limits limits,
    Duration unforcedFlushInterval,
    boolean compression,
    String writerDispatcher,
    String readerDispatcher) {
  private static final long LEAST_SEGMENT = 4 * 1024;

  static JournalSettings from(Config config) {
    long segmentBytes = config.getBytes("segment-bytes");
    if (segmentBytes < LEAST_SEGMENT) {
      throw new ConfigException.BadValue(
          config.origin(), "segment-bytes", "is less than " + LEAST_SEGMENT);
    }
    return new JournalSettings(
        Path.of(config.getString("directory")),
        new SegmentedLog.Limits(segmentBytes, config.getBytes("unforced-flush-bytes")),
        config.getDuration("unforced-flush-interval"),
        config.getBoolean("compression"),
        config.getString("writer-dispatcher"),
        config.getString("reader-dispatcher"));
  }
}
