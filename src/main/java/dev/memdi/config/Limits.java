package dev.memdi.config;

/**
 * What a client may ask for at once. {@code key} and {@code value} are in bytes, {@code
 * batchOperations} and {@code scan} in entries; {@code sessionPendingBytes} is what one connection
 * may have waiting.
 */
public record Limits(int key, int value, int batchOperations, int scan, long sessionPendingBytes) {
  private static final int LARGEST_KEY = 64 * 1024;
  private static final int LARGEST_VALUE = 512 * 1024 * 1024;

  static Limits read(Reader reader) {
    return new Limits(
        reader.arrayBytes("memdi.limits.key"),
        reader.arrayBytes("memdi.limits.value"),
        reader.integer("memdi.limits.batch-operations"),
        reader.integer("memdi.limits.scan"),
        reader.bytes("memdi.limits.session-pending-bytes"));
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
