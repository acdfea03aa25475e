package dev.memdi.raft.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a host has made durable: one write after the other, at once or, on a slow disk, when it is
 * synced. Folding the writes gives the durable part of a replica's state.
 */
final class Disk {
  private record Write(List<Durable> durables, boolean forced, Runnable whenDurable) {}

  private boolean slow;
  private final boolean lagging;
  private final Deque<Write> pending = new ArrayDeque<>();
  private DurableState state;

  Disk(boolean slow, Log.Base base) {
    this(slow, false, base);
  }

  /**
   * @param lagging whether entries are acknowledged before they are synced
   */
  Disk(boolean slow, boolean lagging, Log.Base base) {
    this.slow = slow;
    this.lagging = lagging;
    this.state =
        new DurableState(Optional.empty(), false, 0, Optional.empty(), Log.startingAt(base), false);
  }

  void write(SafetyRules rules, List<Durable> durables, Runnable whenDurable) {
    boolean forced = durables.stream().anyMatch(rules::mustForce);
    boolean atOnce = lagging && !forced && pending.stream().noneMatch(Write::forced);
    pending.add(new Write(durables, forced, atOnce ? () -> {} : whenDurable));
    if (atOnce) {
      whenDurable.run();
    }
    if (!slow) {
      sync();
    }
  }

  /** From now on what is written waits until it is synced. */
  void slowDown() {
    slow = true;
  }

  /** In this life entries may be acknowledged before they are synced. */
  void begin(SafetyRules rules) {
    if (lagging && !state.exposed()) {
      write(rules, List.of(new Durable.Exposed()), () -> {});
    }
  }

  /** An orderly end of a life. */
  void settle(RaftCore core) {
    sync();
    if (lagging && core.remembers()) {
      state = state.apply(new Durable.Settled());
    }
  }

  boolean isLagging() {
    return lagging;
  }

  void sync() {
    while (!pending.isEmpty()) {
      Write write = pending.removeFirst();
      for (Durable change : write.durables()) {
        state = state.apply(change);
      }
      write.whenDurable().run();
    }
  }

  boolean isSynced() {
    return pending.isEmpty();
  }

  /** Whether somebody waits for what was written to be synced. */
  boolean isAwaited() {
    return !lagging || pending.stream().anyMatch(Write::forced);
  }

  /** Power fails: what was not synced is lost. */
  void crash() {
    pending.clear();
  }

  DurableState state() {
    return state;
  }
}
