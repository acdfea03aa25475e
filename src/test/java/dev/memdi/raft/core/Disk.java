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
  private record Write(List<Durable> durables, Runnable whenDurable) {}

  private boolean slow;
  private final Deque<Write> pending = new ArrayDeque<>();
  private DurableState state;

  Disk(boolean slow, Log.Base base) {
    this.slow = slow;
    this.state =
        new DurableState(Optional.empty(), false, 0, Optional.empty(), Log.startingAt(base));
  }

  void write(List<Durable> durables, Runnable whenDurable) {
    pending.add(new Write(durables, whenDurable));
    if (!slow) {
      sync();
    }
  }

  /** From now on what is written waits until it is synced. */
  void slowDown() {
    slow = true;
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

  /** Power fails: what was not synced is lost. */
  void crash() {
    pending.clear();
  }

  DurableState state() {
    return state;
  }
}
