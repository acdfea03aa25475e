package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.HashMap;
import java.util.Map;

/** A replica votes at most once in a term, whatever it may have forgotten (Raft paper §5.2). */
public final class OneVotePerTerm implements Invariant {
  private record Ballot(int shard, NodeId voter, long term) {}

  private final Map<Ballot, NodeId> votes = new HashMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    for (Durable durable : step.persist()) {
      if (durable instanceof Durable.TermAdvanced advanced && advanced.vote().isPresent()) {
        NodeId candidate = advanced.vote().get();
        Ballot ballot = new Ballot(shard, before.self(), advanced.term());
        NodeId earlier = votes.putIfAbsent(ballot, candidate);
        Invariant.require(
            earlier == null || earlier.equals(candidate),
            "shard %d: %s votes for %s and for %s in term %d",
            shard,
            before.self(),
            earlier,
            candidate,
            advanced.term());
      }
    }
  }
}
