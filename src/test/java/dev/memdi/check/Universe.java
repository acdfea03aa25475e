package dev.memdi.check;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Result;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All keys that a history names, numbered in their order. No other key can exist. */
final class Universe {
  private final List<Key> keys;
  private final Map<Key, Integer> numbers = new HashMap<>();
  private final int[] shards;

  Universe(Collection<Call> calls, Rules rules) {
    TreeSet<Key> named = new TreeSet<>();
    for (Call call : calls) {
      named.addAll(keys(call.operation()));
      if (call.outcome().orElse(null) instanceof Outcome.Done(Result.Page page, var assurance)) {
        page.entries().forEach(entry -> named.add(entry.key()));
      }
    }
    keys = List.copyOf(named);
    shards = new int[keys.size()];
    for (int i = 0; i < shards.length; i++) {
      numbers.put(keys.get(i), i);
      shards[i] = rules.shardOf().applyAsInt(keys.get(i));
    }
  }

  int size() {
    return shards.length;
  }

  Key key(int number) {
    return keys.get(number);
  }

  int number(Key key) {
    Integer number = numbers.get(key);
    if (number == null) {
      throw new IllegalArgumentException("no such key: " + key);
    }
    return number;
  }

  int shard(int number) {
    return shards[number];
  }

  /**
   * The keys with this prefix that come after {@code after} and up to {@code last}, if these are.
   */
  List<Integer> range(Bytes prefix, @Nullable Key after, @Nullable Key last) {
    return java.util.stream.IntStream.range(0, shards.length)
        .filter(i -> keys.get(i).bytes().startsWith(prefix))
        .filter(i -> after == null || keys.get(i).compareTo(after) > 0)
        .filter(i -> last == null || keys.get(i).compareTo(last) <= 0)
        .boxed()
        .toList();
  }

  /** The keys that an operation names. */
  static List<Key> keys(Operation operation) {
    return switch (operation) {
      case Operation.Get get -> List.of(get.key());
      case Operation.Contains contains -> List.of(contains.key());
      case Operation.GetMany many -> many.keys();
      case Operation.Scan scan -> List.of();
      case Operation.Count count -> List.of();
      case Operation.Change change -> List.of(change.key());
      case Operation.SetMany many -> many.sets().stream().map(Operation.Set::key).toList();
      case Operation.Batch batch -> batch.keys();
      case Operation.Steps steps -> steps.keys();
    };
  }
}
