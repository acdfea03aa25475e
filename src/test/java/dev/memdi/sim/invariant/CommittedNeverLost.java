package dev.memdi.sim.invariant;

import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An entry that any replica held committed is committed at its index on every replica that commits
 * there, and is in the log of every later leader (State Machine Safety and Leader Completeness,
 * Raft paper §5.4.3).
 */
public final class CommittedNeverLost implements Invariant {
  /** An entry, and the term of the leader that committed it: the first to know. */
  private record Committed(Entry entry, long inTerm) {}

  private final Map<Integer, TreeMap<Long, Committed>> committed = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    TreeMap<Long, Committed> known = committed.computeIfAbsent(shard, s -> new TreeMap<>());
    RaftCore core = step.next();
    if (core.commit() > before.commit()) {
      long from = Math.max(before.commit(), core.log().baseIndex());
      for (Entry entry : core.log().between(from, core.commit())) {
        Committed other = known.putIfAbsent(entry.last(), new Committed(entry, core.term()));
        Invariant.require(
            other == null
                || (other.entry().term() == entry.term() && other.entry().first() == entry.first()),
            "shard %d: %s commits %s where %s was committed",
            shard,
            core.self(),
            entry,
            other);
      }
    }
    for (Effect effect : step.now()) {
      if (effect instanceof Effect.TookOffice) {
        lastCommittedBefore(core.term(), known)
            .ifPresent(last ->
                Invariant.require(
                    core.log().holds(last.last())
                        && (last.last() <= core.log().baseIndex()
                            || core.log().termAt(last.last()) == last.term()),
                    "shard %d: %s leads term %d without committed %s (its log is %s)",
                    shard,
                    core.self(),
                    core.term(),
                    last,
                    core.log()));
      }
    }
  }

  /** A leader that takes office late, after later terms, need not know what those committed. */
  private static Optional<Entry> lastCommittedBefore(long term, TreeMap<Long, Committed> known) {
    return known.descendingMap().values().stream()
        .filter(committed -> committed.inTerm() < term)
        .map(Committed::entry)
        .findFirst();
  }

  /** The highest index that was ever committed in a shard. */
  public long highest(int shard) {
    TreeMap<Long, Committed> known = committed.get(shard);
    return known == null || known.isEmpty() ? 0 : known.lastKey();
  }
}
