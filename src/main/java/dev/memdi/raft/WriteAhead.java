package dev.memdi.raft;

import dev.memdi.durable.journal.Chunked;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.SafetyRules;
import dev.memdi.raft.core.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The order in which a replica's changes become durable, and what waits for that. One batch is on
 * its way at a time; what comes meanwhile is the next. An effect waits for all the changes of its
 * step and of every step before it; or, where the disk may lag behind, for those changes among them
 * that have to be forced, of which there are few.
 */
final class WriteAhead {
  /** Changes in one batch, in bytes, unless a single step has more. */
  private static final long BATCH_BYTES = 4 << 20;

  /**
   * Changes that become durable together.
   *
   * @param snapshot if there is one, the state after the changes, to be kept in place of all before
   * @param awaited whether the effects wait for the snapshot too
   * @param forced whether one of the changes has to be on disk before anything goes on
   * @param lastIndex the end of the log after the changes
   * @param lastTerm the term of the entry there
   * @param term the replica's own, after the changes
   */
  record Batch(
      long ticket,
      List<Durable> changes,
      Optional<Chunked> snapshot,
      boolean awaited,
      boolean forced,
      long lastIndex,
      long lastTerm,
      long term,
      List<Effect> effects) {
    Batch {
      changes = List.copyOf(changes);
      effects = List.copyOf(effects);
    }
  }

  private static final class Open {
    final List<Durable> changes = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    Optional<Chunked> snapshot = Optional.empty();
    boolean awaited;
    boolean forced;
    boolean full;
    long bytes;
    long lastIndex;
    long lastTerm;
    long term;
  }

  private final Deque<Open> waiting = new ArrayDeque<>();
  private Optional<Batch> onItsWay = Optional.empty();
  private long lastTicket;
  private long bytesSinceSnapshot;
  private long entriesSinceSnapshot;
  private boolean underWay;
  private final Optional<Lag> lag;
  private long onItsWayBytes;
  private long onItsWaySince;

  /** After a log that held so much since its snapshot when it was recovered. */
  WriteAhead(long bytes, long entries) {
    this(bytes, entries, 0, Optional.empty());
  }

  /**
   * The same, with tickets above {@code lastTicket}.
   *
   * @param lag if the disk may lag behind what is acknowledged, how far
   */
  WriteAhead(long bytes, long entries, long lastTicket, Optional<Lag> lag) {
    this.lag = lag;
    this.lastTicket = lastTicket;
    bytesSinceSnapshot = bytes;
    entriesSinceSnapshot = entries;
  }

  /**
   * Takes in what a step wants durable and what has to wait for it.
   *
   * @param installed the state after the step, if the step took it over as a snapshot
   * @return whether what the step has to wait for is no matter of the disk: then it is done by the
   *     caller, at once
   */
  boolean add(Step step, Optional<Chunked> installed, long now) {
    SafetyRules rules = step.next().rules();
    boolean atOnce =
        lag.isPresent()
            && installed.isEmpty()
            && step.persist().stream().noneMatch(rules::mustForce)
            && isNothingForcedWaiting()
            && !lagsTooFar(lag.get(), now);
    if (step.persist().isEmpty() && (atOnce || step.afterPersist().isEmpty())) {
      return atOnce;
    }
    Open open = open();
    for (Durable change : step.persist()) {
      if (!(change instanceof Durable.ImageInstalled)) { // that is what the snapshot says
        open.changes.add(change);
        open.forced |= rules.mustForce(change);
        open.bytes += bytesOf(change);
        bytesSinceSnapshot += bytesOf(change);
        entriesSinceSnapshot +=
            change instanceof Durable.EntriesAppended appended ? appended.entries().size() : 0;
      }
    }
    open.full = open.bytes >= BATCH_BYTES;
    if (!atOnce) {
      open.effects.addAll(step.afterPersist());
    }
    seal(open, step.next());
    installed.ifPresent(snapshot -> add(snapshot, true, open, step.next()));
    return atOnce;
  }

  /** Takes in a change that no step made: about the log itself. */
  void add(Durable change, Log log) {
    Open open = open();
    open.changes.add(change);
    open.forced = true;
    open.lastIndex = log.lastIndex();
    open.lastTerm = log.lastTerm();
  }

  private boolean isNothingForcedWaiting() {
    return onItsWay.filter(Batch::forced).isEmpty()
        && waiting.stream().noneMatch(open -> open.forced);
  }

  private boolean lagsTooFar(Lag most, long now) {
    return waitingBytes() + onItsWayBytes > most.bytes()
        || (onItsWay.isPresent() && now - onItsWaySince > most.nanos());
  }

  /** Whether everything taken in is confirmed, but for snapshots that nothing waits for. */
  boolean isIdle() {
    return onItsWay.isEmpty() && waiting.isEmpty();
  }

  /**
   * Takes in a snapshot of the state as it is after everything taken in so far. What comes later
   * does not wait for it.
   */
  void add(Chunked snapshot, RaftCore core) {
    Open open = open();
    seal(open, core);
    add(snapshot, false, open, core);
    underWay = true;
  }

  private void add(Chunked snapshot, boolean awaited, Open open, RaftCore core) {
    // what is known already, so that the snapshot has a place of its own among the changes
    open.changes.add(new Durable.TermAdvanced(core.term(), core.vote()));
    open.snapshot = Optional.of(snapshot);
    open.awaited = awaited;
    open.forced = true;
    open.full = true;
    bytesSinceSnapshot = 0;
    entriesSinceSnapshot = 0;
  }

  /** Changes that are not on their way yet, in bytes. */
  long waitingBytes() {
    return waiting.stream().mapToLong(open -> open.bytes).sum();
  }

  private Open open() {
    if (waiting.isEmpty() || waiting.getLast().full) {
      waiting.add(new Open());
    }
    return waiting.getLast();
  }

  private static void seal(Open open, RaftCore core) {
    open.lastIndex = core.log().lastIndex();
    open.lastTerm = core.log().lastTerm();
    open.term = core.term();
  }

  /** Whether a snapshot is due: more than this was taken in since the last, and none is begun. */
  boolean isSnapshotDue(long bytes, long entries) {
    return !underWay && (bytesSinceSnapshot > bytes || entriesSinceSnapshot > entries);
  }

  /** The next batch to make durable, if none is on its way; from then on it is. */
  Optional<Batch> next(long now) {
    if (onItsWay.isPresent() || waiting.isEmpty()) {
      return Optional.empty();
    }
    Open open = waiting.removeFirst();
    onItsWayBytes = open.bytes;
    onItsWaySince = now;
    onItsWay =
        Optional.of(
            new Batch(
                ++lastTicket,
                open.changes,
                open.snapshot,
                open.awaited,
                open.forced,
                open.lastIndex,
                open.lastTerm,
                open.term,
                open.effects));
    return onItsWay;
  }

  /** The batch with that ticket, if its effects may be done now that its changes are durable. */
  Optional<Batch> done(long ticket) {
    return take(ticket, false);
  }

  /** The batch with that ticket, if its effects may be done now that its snapshot is kept. */
  Optional<Batch> kept(long ticket) {
    Optional<Batch> awaiting = take(ticket, true);
    underWay &= awaiting.isPresent();
    return awaiting;
  }

  /**
   * The snapshot of that batch could not be kept.
   *
   * @return whether the replica can go on without it
   */
  boolean notKept(long ticket) {
    underWay = false;
    return onItsWay.filter(batch -> batch.ticket() == ticket).isEmpty();
  }

  private Optional<Batch> take(long ticket, boolean awaited) {
    Optional<Batch> done =
        onItsWay.filter(batch -> batch.ticket() == ticket && batch.awaited() == awaited);
    if (done.isPresent()) {
      onItsWay = Optional.empty();
      onItsWayBytes = 0;
    }
    return done;
  }

  private static long bytesOf(Durable change) {
    return change instanceof Durable.EntriesAppended appended
        ? appended.entries().stream().mapToLong(entry -> entry.bytes()).sum()
        : 64;
  }
}
