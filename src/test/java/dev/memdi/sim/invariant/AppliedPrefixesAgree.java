package dev.memdi.sim.invariant;

import dev.memdi.store.StateMachine;
import java.util.HashMap;
import java.util.Map;

/** Whoever has applied the same prefix of a shard's log is in the same state. */
public final class AppliedPrefixesAgree implements Invariant {
  private record Place(int shard, long index) {}

  private record Seen(String node, long digest) {}

  private final Map<Place, Seen> seen = new HashMap<>();

  @Override
  public void applied(int shard, String node, long index, StateMachine state) {
    Seen now = new Seen(node, state.digest());
    Seen earlier = seen.putIfAbsent(new Place(shard, index), now);
    Invariant.require(
        earlier == null || earlier.digest() == now.digest(),
        "shard %d: %s and %s differ after index %d",
        shard,
        node,
        earlier == null ? node : earlier.node(),
        index);
  }
}
