package dev.memdi.config;

/**
 * The in-memory table; {@code historyBytes} is what each shard keeps of its changes for watches.
 */
public record StoreSettings(long historyBytes) {

  static StoreSettings read(Reader reader) {
    return new StoreSettings(reader.bytes("memdi.store.history-bytes"));
  }

  void check(Problems problems) {
    problems.expect(
        historyBytes >= 0, "memdi.store.history-bytes", historyBytes, "is not negative");
  }
}
