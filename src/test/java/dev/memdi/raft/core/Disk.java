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

  private final boolean slow;
  private final Deque<Write> pending = new ArrayDeque<>();
  private Durable.TermAdvanced term = new Durable.TermAdvanced(0, Optional.empty());
  private Log log;

  Disk(boolean slow, Log.Base base) {
    this.slow = slow;
    this.log = Log.startingAt(base);
  }

  void write(List<Durable> durables, Runnable whenDurable) {
    pending.add(new Write(durables, whenDurable));
    if (!slow) {
      sync();
    }
  }

  void sync() {
    while (!pending.isEmpty()) {
      Write write = pending.removeFirst();
      write.durables().forEach(this::fold);
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

  private void fold(Durable durable) {
    switch (durable) {
      case Durable.TermAdvanced advanced -> term = advanced;
      case Durable.EntriesAppended appended -> {
        for (Entry entry : appended.entries()) {
          log = log.append(entry);
        }
      }
      case Durable.TailRemoved removed -> log = log.truncateFrom(removed.from());
      case Durable.ImageInstalled installed -> log = Log.startingAt(installed.base());
    }
  }

  Durable.TermAdvanced term() {
    return term;
  }

  Log log() {
    return log;
  }
}
