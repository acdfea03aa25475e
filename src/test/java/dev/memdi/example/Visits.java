package dev.memdi.example;

import dev.memdi.KeyValues;
import dev.memdi.RefusedException;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Counts the visits of pages, whichever node of the application they arrive at. */
final class Visits {
  private static final String PREFIX = "visits/";

  private final KeyValues store;

  Visits(KeyValues store) {
    this.store = store;
  }

  /** Counts a visit, and tells the how-manyth it was. */
  CompletionStage<Long> count(String page) {
    return store.increment(Key.utf8(PREFIX + page), 1);
  }

  /** The pages that were visited, a hundred at most. */
  CompletionStage<Map<String, Long>> pages() {
    return store
        .scan(Bytes.utf8(PREFIX), Optional.empty(), 100)
        .thenApply(found -> {
          Map<String, Long> counts = new TreeMap<>();
          found
              .entries()
              .forEach(entry ->
                  counts.put(
                      entry.key().bytes().utf8().substring(PREFIX.length()),
                      Long.parseLong(entry.value().utf8())));
          return counts;
        });
  }

  /** Whether {@code visitor} was the first to claim the page; exactly one ever is. */
  CompletionStage<Boolean> claim(String page, String visitor) {
    return store
        .setIf(Condition.ABSENT, Key.utf8("owner/" + page), Bytes.utf8(visitor))
        .handle((written, failure) -> {
          if (failure == null) {
            return true;
          }
          if (failure.getCause() instanceof RefusedException refused
              && refused.refusal() instanceof Refusal.ConditionFailed) {
            return false;
          }
          throw new CompletionException(failure); // refused for another reason, or unknown
        });
  }
}
