package dev.memdi.sim.invariant;

import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An entry that any replica held committed is committed at its index on every replica that commits
 * there, and is in the log of every later leader (State Machine Safety and Leader Completeness,
 * Raft paper §5.4.3).
 */
public final class CommittedNeverLost implements Invariant {
  private final Map<Integer, TreeMap<Long, Entry>> committed = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    TreeMap<Long, Entry> known = committed.computeIfAbsent(shard, s -> new TreeMap<>());
    RaftCore core = step.next();
    if (core.commit() > before.commit()) {
      long from = Math.max(before.commit(), core.log().baseIndex());
      for (Entry entry : core.log().between(from, core.commit())) {
        Entry other = known.putIfAbsent(entry.last(), entry);
        Invariant.require(
            other == null || (other.term() == entry.term() && other.first() == entry.first()),
            "shard %d: %s commits %s where %s was committed",
            shard,
            core.self(),
            entry,
            other);
      }
    }
    for (Effect effect : step.now()) {
      if (effect instanceof Effect.TookOffice && !known.isEmpty()) {
        Entry last = known.lastEntry().getValue();
        Invariant.require(
            core.log().holds(last.last())
                && (last.last() <= core.log().baseIndex()
                    || core.log().termAt(last.last()) == last.term()),
            "shard %d: %s leads term %d without committed %s (its log is %s)",
            shard,
            core.self(),
            core.term(),
            last,
            core.log());
      }
    }
  }

  /** The highest index that was ever committed in a shard. */
  public long highest(int shard) {
    TreeMap<Long, Entry> known = committed.get(shard);
    return known == null || known.isEmpty() ? 0 : known.lastKey();
  }
}
