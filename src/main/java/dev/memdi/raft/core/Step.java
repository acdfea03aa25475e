package dev.memdi.raft.core;

import java.util.List;

/**
 * What came of an input: the next state, what to make durable, what may be done at once, and what
 * must wait until {@code persist}, and that of every step before, is durable (a vote, a follower's
 * acknowledgement; thesis §3.8, §10.2.1).
 */
public record Step(
    RaftCore next, List<Durable> persist, List<Effect> now, List<Effect> afterPersist) {
  public Step {
    persist = List.copyOf(persist);
    now = List.copyOf(now);
    afterPersist = List.copyOf(afterPersist);
  }
}
