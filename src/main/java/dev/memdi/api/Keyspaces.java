package dev.memdi.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All keyspaces of a cluster. Their shards follow one another in one row of numbers, so that a
 * shard's number says whose it is, and a keyspace that is appended moves no other.
 *
 * <pre>
 *   default       cache   sessions
 *   0 1 2 … 7     8 9     10 11
 * </pre>
 *
 * @param inOrder the first is {@link Keyspace#DEFAULT}
 */
public record Keyspaces(List<Keyspace> inOrder) {
  /** No cluster has more shards. */
  public static final int MOST_SHARDS = 1024;

  public Keyspaces {
    inOrder = List.copyOf(inOrder);
    Set<String> names = new HashSet<>();
    int next = 0;
    for (Keyspace keyspace : inOrder) {
      if (!names.add(keyspace.name()) || keyspace.first() != next) {
        throw new IllegalArgumentException(keyspace.name() + " is named twice or out of its place");
      }
      next = keyspace.end();
    }
    if (inOrder.isEmpty() || !inOrder.getFirst().name().equals(Keyspace.DEFAULT)) {
      throw new IllegalArgumentException("the first keyspace is " + Keyspace.DEFAULT);
    }
    if (next > MOST_SHARDS) {
      throw new IllegalArgumentException(next + " shards are more than " + MOST_SHARDS);
    }
  }

  /** One keyspace, whose requests are as safe as they can be. */
  public static Keyspaces single(int shards, Durability durability) {
    return new Keyspaces(
        List.of(
            new Keyspace(
                Keyspace.DEFAULT,
                0,
                shards,
                durability,
                OnMajorityLoss.WAIT,
                Ack.QUORUM,
                Consistency.LINEARIZABLE)));
  }

  /** The one that requests are for that name none. */
  public Keyspace byDefault() {
    return inOrder.getFirst();
  }

  public Optional<Keyspace> named(String name) {
    return inOrder.stream().filter(keyspace -> keyspace.name().equals(name)).findFirst();
  }

  /** Whose shard that is; empty where there is none of that number. */
  public Optional<Keyspace> of(int shard) {
    return inOrder.stream().filter(keyspace -> keyspace.holds(shard)).findFirst();
  }

  /** How many shards there are in all; they are numbered from 0. */
  public int shards() {
    return inOrder.getLast().end();
  }

  /** Whether any of them keeps a log on disk. */
  public boolean areOnDisk() {
    return inOrder.stream().anyMatch(Keyspace::isOnDisk);
  }

  public KeyspaceLayout layout() {
    List<KeyspaceLayout.Part> parts = new ArrayList<>();
    inOrder.forEach(keyspace -> parts.add(keyspace.part()));
    return new KeyspaceLayout(parts);
  }
}
