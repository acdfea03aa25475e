package dev.memdi.cli.backup;

import dev.memdi.api.Result;
import java.util.List;

/** What a record of a backup says. */
public sealed interface Part {
  /**
   * The first record.
   *
   * @param keyspace whose keys these are
   * @param shards how many shards it had
   * @param madeAtMillis when the backup was begun, by the node that it was taken from, in
   *     milliseconds since 1970
   */
  record Header(String keyspace, int shards, long madeAtMillis) implements Part {}

  /** From here on the keys of that shard, as they were after that revision. */
  record Shard(int number, long revision, long madeAtMillis) implements Part {}

  record Page(List<Result.Entry> entries) implements Part {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  record ShardEnd(long keys) implements Part {}

  record End(long keys) implements Part {}
}
