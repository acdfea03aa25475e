package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;

/** The first configuration that a shard ever commits under is that of its one birth. */
public final class OneBirthPerShard implements Invariant {
  private final Map<Integer, Configuration> births = new HashMap<>();
  private final Map<Integer, NodeId> witnesses = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    Configuration founders = before.log().base().configuration();
    boolean firstCommit =
        before.commit() == 0
            && step.next().commit() > 0
            && before.log().baseIndex() == 0
            && !founders.equals(Configuration.NONE);
    if (firstCommit) {
      Configuration other = births.putIfAbsent(shard, founders);
      witnesses.putIfAbsent(shard, before.self());
      Invariant.require(
          other == null || other.equals(founders),
          "shard %d was born twice: as %s says with %s, as %s says with %s",
          shard,
          witnesses.get(shard),
          other,
          before.self(),
          founders);
    }
  }
}
