package dev.memdi.store;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A committed log entry. Its bursts' commands take the indices from {@code firstIndex} on, one
 * each; an entry without bursts (a term's first, or a configuration) takes one. {@code stampMillis}
 * is the shard time that the leader gave it. {@code requesters} says who waits for each burst, and
 * is empty where nobody waits for any of them, as on a follower.
 */
public record Committed(
    long firstIndex,
    long stampMillis,
    List<Burst> bursts,
    List<Optional<ActorRef<Answers>>> requesters) {
  public Committed {
    bursts = List.copyOf(bursts);
    requesters = List.copyOf(requesters);
    if (firstIndex < 1) {
      throw new IllegalArgumentException("log indices begin at 1: " + firstIndex);
    }
    if (!requesters.isEmpty() && requesters.size() != bursts.size()) {
      throw new IllegalArgumentException(
          "%d requesters for %d bursts".formatted(requesters.size(), bursts.size()));
    }
  }

  /** An entry that nobody waits for here. */
  public static Committed of(long firstIndex, long stampMillis, List<Burst> bursts) {
    return new Committed(firstIndex, stampMillis, bursts, List.of());
  }

  /** An entry that changes nothing and takes one index. */
  public static Committed empty(long index, long stampMillis) {
    return of(index, stampMillis, List.of());
  }

  public long lastIndex() {
    long count = 0;
    for (Burst burst : bursts) {
      count += burst.count();
    }
    return firstIndex + Math.max(count, 1) - 1;
  }
}
