package dev.memdi.cli.backup;

import dev.memdi.api.Result;
import java.util.List;

/** What a record of a backup says. */
public sealed interface Part {
  /**
   * The first record.
   *
   * @param keyspaces whose keys these are, in the order of their shards
   * @param madeAtMillis when the backup was begun, by the node that it was taken from, in
   *     milliseconds since 1970
   */
  record Header(List<Keyspace> keyspaces, long madeAtMillis) implements Part {
    public Header {
      keyspaces = List.copyOf(keyspaces);
    }

    public List<String> names() {
      return keyspaces.stream().map(Keyspace::name).toList();
    }

    /** How many there were in all. */
    public int shards() {
      return keyspaces.stream().mapToInt(Keyspace::shards).sum();
    }

    /** Whose shard that was. */
    public String keyspaceOf(int shard) {
      int end = 0;
      for (Keyspace keyspace : keyspaces) {
        end += keyspace.shards();
        if (shard < end) {
          return keyspace.name();
        }
      }
      throw new IllegalArgumentException("no shard " + shard + " in " + keyspaces);
    }
  }

  /**
   * A keyspace of a backup.
   *
   * @param shards how many it had
   */
  record Keyspace(String name, int shards) {}

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
