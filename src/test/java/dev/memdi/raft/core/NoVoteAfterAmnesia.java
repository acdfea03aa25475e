package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whoever votes for another, and says that it has all that it acknowledged, has: its log holds what
 * it last told a leader of its term that it holds.
 */
final class NoVoteAfterAmnesia implements Invariant {
  private record Told(long term, long match) {}

  private final Map<NodeId, Told> told = new TreeMap<>();

  @Override
  public void stepped(Host host, RaftCore before, Input input, Step step) {
    boolean replaced =
        step.persist().stream()
            .anyMatch(change ->
                change instanceof Durable.TailRemoved || change instanceof Durable.ImageInstalled);
    if (replaced) {
      told.remove(host.id); // by a leader who has all that is committed
    }
  }

  @Override
  public void acting(Host host, Effect effect) {
    if (effect instanceof Effect.Send send && send.message() instanceof Message.Appended appended) {
      told.merge(
          host.id,
          new Told(appended.term(), appended.match()),
          (old, now) -> old.term() == now.term() && old.match() > now.match() ? old : now);
    } else if (effect instanceof Effect.Answer answer
        && answer.granted()
        && !answer.canvass()
        && answer.remembers()) {
      Told last = told.getOrDefault(host.id, new Told(0, 0));
      Invariant.require(
          host.core().log().lastIndex() >= last.match(),
          this,
          "%s votes with the log %s and %s",
          host.id,
          host.core().log(),
          last);
    }
  }
}
