package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Effect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A replica votes at most once in a term, whatever it may have forgotten (Raft paper §5.2). A vote
 * that it never told anyone of, because it ended before the vote was durable, is none.
 */
public final class OneVotePerTerm implements Invariant {
  private record Ballot(int shard, NodeId voter, long term) {}

  private final Map<Ballot, NodeId> votes = new HashMap<>();

  @Override
  public void settled(int shard, NodeId self, List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Answer answer when answer.granted() && !answer.canvass() ->
            vote(shard, self, answer.candidacy());
        case Effect.TermBegun begun -> vote(shard, self, begun.candidacy());
        default -> {}
      }
    }
  }

  private void vote(int shard, NodeId voter, Candidacy candidacy) {
    NodeId candidate = candidacy.candidate();
    NodeId earlier = votes.putIfAbsent(new Ballot(shard, voter, candidacy.term()), candidate);
    Invariant.require(
        earlier == null || earlier.equals(candidate),
        "shard %d: %s votes for %s and for %s in term %d",
        shard,
        voter,
        earlier,
        candidate,
        candidacy.term());
  }
}
