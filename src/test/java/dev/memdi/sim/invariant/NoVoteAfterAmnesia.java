package dev.memdi.sim.invariant;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whoever votes for another, and says that it has all that it acknowledged, has: its log reaches as
 * far as it last told a leader of its term. What a later leader has replaced it need not have.
 */
public final class NoVoteAfterAmnesia implements Invariant {
  private record Voter(int shard, NodeId id) implements Comparable<Voter> {
    @Override
    public int compareTo(Voter other) {
      int byShard = Integer.compare(shard, other.shard);
      return byShard != 0 ? byShard : id.compareTo(other.id);
    }
  }

  private record Told(long term, long match) {}

  private final Map<Voter, Told> told = new TreeMap<>();

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    Voter voter = new Voter(shard, before.self());
    if (step.persist().stream()
        .anyMatch(change ->
            change instanceof Durable.TailRemoved || change instanceof Durable.ImageInstalled)) {
      told.remove(voter);
    }
    for (Effect effect : step.afterPersist()) {
      if (effect instanceof Effect.Answer answer
          && answer.granted()
          && !answer.canvass()
          && answer.remembers()) {
        Told last = told.getOrDefault(voter, new Told(0, 0));
        Invariant.require(
            step.next().log().lastIndex() >= last.match(),
            "shard %d: %s votes with the log %s, and had acknowledged %s",
            shard,
            before.self(),
            step.next().log(),
            last);
      }
    }
  }

  @Override
  public void settled(int shard, NodeId self, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send
          && send.message() instanceof Message.Appended appended) {
        told.merge(
            new Voter(shard, self),
            new Told(appended.term(), appended.match()),
            (old, now) -> old.term() == now.term() && old.match() > now.match() ? old : now);
      }
    }
  }
}
