package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * What a client may ask for at once. {@code key} and {@code value} are in bytes, {@code
 * batchOperations} and {@code scan} in entries; {@code sessionPendingBytes} is what one connection
 * may have waiting.
 */
public record Limits(int key, int value, int batchOperations, int scan, long sessionPendingBytes) {
  private static final int LARGEST_KEY = 64 * 1024;
  private static final String LARGEST_FRAME =
      "pekko.remote.artery.advanced.maximum-large-frame-size";

  /** Keys, revisions and the like beside the values, and the rest of the message. */
  private static final int ALONG = 4 * 1024 * 1024;

  private static final int LARGEST_VALUE = 512 * 1024 * 1024;

  static Limits read(Reader reader) {
    return new Limits(
        reader.arrayBytes("memdi.limits.key"),
        reader.arrayBytes("memdi.limits.value"),
        reader.integer("memdi.limits.batch-operations"),
        reader.integer("memdi.limits.scan"),
        reader.bytes("memdi.limits.session-pending-bytes"));
  }

  /**
   * What one client may have in one message, with what goes along, has to fit into the transport's
   * largest: it would drop the message, and the request end as a timeout. Pekko's own default says
   * nothing, for memdi's servers never run with it.
   */
  void checkFrames(Problems problems, Config whole) {
    if (!whole.hasPath(LARGEST_FRAME)
        || "reference.conf".equals(whole.getValue(LARGEST_FRAME).origin().resource())) {
      return;
    }
    long frame;
    try {
      frame = whole.getBytes(LARGEST_FRAME);
    } catch (ConfigException e) {
      return; // the transport complains of this itself
    }
    problems.expect(
        sessionPendingBytes <= frame - ALONG,
        "memdi.limits.session-pending-bytes",
        sessionPendingBytes,
        "does not fit, with 4MiB for what goes along, into a frame of "
            + frame
            + " bytes ("
            + LARGEST_FRAME
            + "): requests or answers of that size would never arrive");
  }

  void check(Problems problems) {
    problems.expect(
        key >= 1 && key <= LARGEST_KEY, "memdi.limits.key", key, "is from 1 byte to 64KiB");
    problems.expect(
        value >= 1 && value <= LARGEST_VALUE,
        "memdi.limits.value",
        value,
        "is from 1 byte to 512MiB");
    problems.expect(
        batchOperations >= 1, "memdi.limits.batch-operations", batchOperations, "is at least 1");
    problems.expect(scan >= 1, "memdi.limits.scan", scan, "is at least 1");
    problems.expect(
        sessionPendingBytes >= (long) key + value,
        "memdi.limits.session-pending-bytes",
        sessionPendingBytes,
        "is less than one write may have (memdi.limits.key + memdi.limits.value), so that such a"
            + " write would always be refused",
        "memdi.limits.key",
        "memdi.limits.value");
  }
}
