package dev.memdi.api;

import java.util.regex.Pattern;

/**
 * A named set of keys with a policy of its own, spread over a run of the cluster's shards.
 *
 * @param first the number of its first shard
 * @param shards how many shards it has
 * @param onMajorityLoss what becomes of a shard of which a majority may have forgotten
 * @param ack what a write waits for whose client does not say
 * @param read what a read may see whose client does not say
 */
public record Keyspace(
    String name,
    int first,
    int shards,
    Durability durability,
    OnMajorityLoss onMajorityLoss,
    Ack ack,
    Consistency read) {
  /** The one that requests are for that name none. */
  public static final String DEFAULT = "default";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public Keyspace {
    if (!isName(name) || first < 0 || shards < 1) {
      throw new IllegalArgumentException("%s: %d shards from %d".formatted(name, shards, first));
    }
    if (!durability.gives(ack)) {
      throw new IllegalArgumentException(
          "%s is %s and can't give %s".formatted(name, durability, ack));
    }
  }

  /** Letters, digits, {@code _} and {@code -}, up to 64. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The number behind its last shard. */
  public int end() {
    return first + shards;
  }

  /** Whether the shard of that number is one of its own. */
  public boolean holds(int shard) {
    return first <= shard && shard < end();
  }

  public boolean isOnDisk() {
    return durability != Durability.MEMORY;
  }

  /** What stays as it is for as long as there is data. */
  KeyspaceLayout.Part part() {
    return new KeyspaceLayout.Part(name, shards, durability);
  }
}
