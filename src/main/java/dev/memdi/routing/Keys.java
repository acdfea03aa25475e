package dev.memdi.routing;

import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import java.util.List;

/** The keys that an operation names. */
final class Keys {
  private Keys() {}

  /** None for a scan or a count, which concern every shard. */
  static List<Key> of(Operation operation) {
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
