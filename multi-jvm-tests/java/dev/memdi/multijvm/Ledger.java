package dev.memdi.multijvm;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Keys that are written once and never again, so what was acknowledged has to be there. */
final class Ledger {
  private final String prefix;
  private final AtomicLong pages = new AtomicLong();
  private final Map<Key, Bytes> acknowledged = new ConcurrentSkipListMap<>();

  Ledger(String prefix) {
    this.prefix = prefix;
  }

  Operation.Set next() {
    long page = pages.incrementAndGet();
    return Operation.Set.of(Key.utf8(prefix + "-ledger-" + page), Bytes.utf8("entry " + page));
  }

  void acknowledge(Operation.Set entry) {
    acknowledged.put(entry.key(), entry.value());
  }

  /** What is not as it was acknowledged. */
  Optional<String> missing(Function<Key, Optional<Bytes>> reader) {
    for (Map.Entry<Key, Bytes> entry : acknowledged.entrySet()) {
      Optional<Bytes> held = reader.apply(entry.getKey());
      if (!held.equals(Optional.of(entry.getValue()))) {
        return Optional.of(
            "%s was acknowledged as '%s' and is %s"
                .formatted(entry.getKey(), entry.getValue(), held));
      }
    }
    return Optional.empty();
  }
}
