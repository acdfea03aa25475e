package dev.memdi.raft;

import dev.memdi.durable.DurableLog;
import dev.memdi.durable.IncompleteLogException;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;

/** How the changes in a replica's log add up to its durable state. */
final class DurableFold implements DurableLog.Fold<LogEvent, DurableState> {
  static final DurableFold INSTANCE = new DurableFold();

  private DurableFold() {}

  @Override
  public DurableState empty() {
    return DurableState.BLANK;
  }

  @Override
  public DurableState apply(DurableState state, LogEvent event) {
    try {
      DurableState next = state.apply(event.change());
      if (next.founded().isEmpty() && !next.discarded()) {
        throw new IllegalStateException("the log does not begin with how the replica came to be");
      }
      return next;
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new IncompleteLogException("the log is incomplete: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean beginsAnew(LogEvent event) {
    return event.change() instanceof Durable.Founded || event.change() instanceof Durable.Discarded;
  }

  @Override
  public DurableState head(Object head) {
    if (head instanceof DurableState state) {
      return state;
    }
    throw new IllegalArgumentException("not the head of a replica's snapshot: " + head.getClass());
  }
}
