package dev.memdi.sim.invariant;

import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;

/**
 * Two logs that have an entry of the same index and term have the same entry (Log Matching, §5.3).
 */
public final class LogsMatch implements Invariant {
  private record Place(int shard, long index, long term) {}

  private final Map<Place, Entry> entries = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    for (Durable durable : step.persist()) {
      if (durable instanceof Durable.EntriesAppended appended) {
        for (Entry entry : appended.entries()) {
          Entry other = entries.putIfAbsent(new Place(shard, entry.first(), entry.term()), entry);
          Invariant.require(
              other == null || other.equals(entry),
              "shard %d: index %d of term %d is %s and %s",
              shard,
              entry.first(),
              entry.term(),
              other,
              entry);
        }
      }
    }
  }
}
