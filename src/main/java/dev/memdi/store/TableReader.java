package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.SizeEstimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers reads from a table at a shard time: a key that is due by then is hidden. */
final class TableReader {
  private static final Result MISSING = new Result.Missing();

  private final Table table;

  TableReader(Table table) {
    this.table = table;
  }

  /** A page has no more than {@code pageBytes} bytes, unless its first entry alone does. */
  Result read(Operation.Read read, long shardTime, long pageBytes) {
    return switch (read) {
      case Operation.Get(Key key) -> get(key, shardTime);
      case Operation.Contains(Key key) -> {
        Slot slot = visible(key, shardTime);
        yield slot == null ? MISSING : found(Bytes.EMPTY, slot, shardTime);
      }
      case Operation.GetMany(List<Key> keys) -> {
        List<Result> results = new ArrayList<>(keys.size());
        for (Key key : keys) {
          results.add(get(key, shardTime));
        }
        yield new Result.Many(results);
      }
      case Operation.Scan scan -> scan(scan, shardTime, pageBytes);
      case Operation.Count(Bytes prefix) ->
          new Result.Counted(table.count(prefix) - table.countDue(prefix, shardTime));
    };
  }

  /** Whether what {@code read} sees depends on a key that is due and not yet removed. */
  boolean touchesDue(Operation.Read read, long shardTime) {
    if (table.nextDeadline() > shardTime) {
      return false;
    }
    return switch (read) {
      case Operation.Get(Key key) -> isDue(key, shardTime);
      case Operation.Contains(Key key) -> isDue(key, shardTime);
      case Operation.GetMany(List<Key> keys) -> {
        for (Key key : keys) {
          if (isDue(key, shardTime)) {
            yield true;
          }
        }
        yield false;
      }
      case Operation.Scan scan -> table.hasDue(scan.prefix(), shardTime);
      case Operation.Count(Bytes prefix) -> table.hasDue(prefix, shardTime);
    };
  }

  private Result get(Key key, long shardTime) {
    Slot slot = visible(key, shardTime);
    return slot == null ? MISSING : found(slot.value(), slot, shardTime);
  }

  private Result scan(Operation.Scan scan, long shardTime, long pageBytes) {
    List<Result.Entry> entries = new ArrayList<>();
    boolean[] more = new boolean[1];
    long[] bytes = new long[1];
    table.scan(
        scan.prefix(),
        scan.after().orElse(null),
        slot -> {
          if (slot.isDue(shardTime)) {
            return true;
          }
          Result.Entry entry = entry(slot, shardTime);
          bytes[0] += SizeEstimate.of(entry);
          more[0] = entries.size() == scan.limit() || (!entries.isEmpty() && bytes[0] > pageBytes);
          if (!more[0]) {
            entries.add(entry);
          }
          return !more[0];
        });
    return new Result.Page(entries, more[0]);
  }

  private @Nullable Slot visible(Key key, long shardTime) {
    Slot slot = table.get(key);
    return slot == null || slot.isDue(shardTime) ? null : slot;
  }

  private boolean isDue(Key key, long shardTime) {
    Slot slot = table.get(key);
    return slot != null && slot.isDue(shardTime);
  }

  static Result found(Bytes value, Slot slot, long shardTime) {
    return new Result.Found(value, new Revision(slot.revision()), ttl(slot, shardTime));
  }

  static Result.Entry entry(Slot slot, long shardTime) {
    return new Result.Entry(
        new Key(slot.key()), slot.value(), new Revision(slot.revision()), ttl(slot, shardTime));
  }

  private static Optional<Duration> ttl(Slot slot, long shardTime) {
    return slot.isMortal()
        ? Optional.of(Duration.ofMillis(slot.deadline() - shardTime))
        : Optional.empty();
  }
}
