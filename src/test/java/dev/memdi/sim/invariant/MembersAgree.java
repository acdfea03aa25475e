package dev.memdi.sim.invariant;

import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A snapshot names the members that its shard had at its index (Raft paper §7, thesis §5.1). */
public final class MembersAgree implements Invariant {
  private final Map<Integer, TreeMap<Long, Configuration>> changes = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    TreeMap<Long, Configuration> known = changes.computeIfAbsent(shard, s -> new TreeMap<>());
    RaftCore core = step.next();
    if (core.commit() > before.commit()) {
      long from = Math.max(before.commit(), core.log().baseIndex());
      for (Entry entry : core.log().between(from, core.commit())) {
        if (entry.payload() instanceof Payload.Reconfigure change) {
          known.put(entry.last(), change.configuration());
        }
      }
    }
    for (Durable durable : step.persist()) {
      if (durable instanceof Durable.ImageInstalled installed) {
        Map.Entry<Long, Configuration> latest = known.floorEntry(installed.base().index());
        Invariant.require(
            latest == null || latest.getValue().equals(installed.base().configuration()),
            "shard %d: %s installs a snapshot at %d with members %s where they were %s",
            shard,
            core.self(),
            installed.base().index(),
            installed.base().configuration(),
            latest == null ? "never changed" : latest.getValue());
      }
    }
  }
}
