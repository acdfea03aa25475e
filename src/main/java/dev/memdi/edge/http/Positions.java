package dev.memdi.edge.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * For each shard, the revision from which a watch has yet to see its changes; 0 where that is the
 * present, which is not known yet. As text, a resume token: the positions in the shards' order,
 * divided by dots. Belongs to one watch; not for several threads.
 */
final class Positions {
  private final long[] next;
  private int unknown;

  private Positions(long[] next) {
    this.next = next;
    for (long position : next) {
      unknown += position == 0 ? 1 : 0;
    }
  }

  /** From now on. */
  static Positions present(int shards) {
    return new Positions(new long[shards]);
  }

  /** From as far back as the history goes. */
  static Positions start(int shards) {
    long[] next = new long[shards];
    Arrays.fill(next, 1);
    return new Positions(next);
  }

  /** Reads a resume token; empty if it is none of a keyspace of {@code shards} shards. */
  static Optional<Positions> parse(String token, int shards) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != shards) {
      return Optional.empty();
    }
    long[] next = new long[shards];
    for (int i = 0; i < shards; i++) {
      String part = parts[i];
      if (part.isEmpty()
          || part.length() > 18
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Optional.empty();
      }
      next[i] = Long.parseLong(part);
      if (next[i] == 0) {
        return Optional.empty(); // tokens are given out only once every position is known
      }
    }
    return Optional.of(new Positions(next));
  }

  int shards() {
    return next.length;
  }

  long of(int shard) {
    return next[shard];
  }

  /** Whether there is a token to resume from. */
  boolean known() {
    return unknown == 0;
  }

  /** Moves on; says whether that changed anything. */
  boolean advance(int shard, long to) {
    if (to <= next[shard]) {
      return false;
    }
    move(shard, to);
    return true;
  }

  /** Goes on from there, be it back. */
  void move(int shard, long to) {
    unknown -= next[shard] == 0 ? 1 : 0;
    next[shard] = to;
  }

  String token() {
    StringJoiner token = new StringJoiner(".");
    for (long position : next) {
      token.add(Long.toString(position));
    }
    return token.toString();
  }
}
