package dev.memdi.raft.core;

import dev.memdi.api.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a replica had in its log and had to take out again, as a value: of the writes whose clients
 * may have been told that they were done. Those are the unconditional sets, for nothing else is
 * acknowledged before it is committed; whether it was asked for ({@code ack=leader}) the log does
 * not say. A removed write is judged by what was done before, and by what is committed afterwards:
 *
 * <pre>
 *   removed ─ the store has done the same write (incarnation, sequence) already, or its edge had
 *      │      given it up ──────────────────────────────────────────────────────────────► forgotten
 *      │    ─ it is committed elsewhere in the log ─────────────────────────────────────► forgotten
 *      │    ─ its edge waits for it no more (floor, closed session), or the log has gone on
 *      │      for longer than any request lasts ────────────────────────────────────────► LOST
 *      └──── a snapshot comes between, which may hold it or not ────────────────────────► UNDECIDED
 * </pre>
 *
 * <p>What was done before the log can't tell: it may be compacted away. The store can, if it is
 * asked before it applies anything more ({@link #after(long, Sessions)}). Bounded in entries and
 * bytes: the oldest go first, and are counted.
 */
public final class LossLedger {
  /** Entries of one replica's ledger. */
  public static final int MOST = 256;

  /** Bytes of their keys. */
  public static final int MOST_KEY_BYTES = 64 << 10;

  /** What the applied state says of a write. */
  public interface Sessions {
    /** Whether it was done, or would not be done any more. */
    boolean isSettled(long incarnation, long sequence);
  }

  private final LossRules rules;
  private final List<RemovedWrite> removed;
  private final long lost;
  private final long dropped;
  private final boolean pending;
  private final boolean asks;

  private LossLedger(LossRules rules, List<RemovedWrite> removed, long lost, long dropped) {
    this.rules = rules;
    this.removed = List.copyOf(removed);
    this.lost = lost;
    this.dropped = dropped;
    this.pending = removed.stream().anyMatch(RemovedWrite::isPending);
    this.asks = removed.stream().anyMatch(RemovedWrite::asks);
  }

  public static LossLedger empty(LossRules rules) {
    return new LossLedger(rules, List.of(), 0, 0);
  }

  /** How many writes were ever judged lost. */
  public long lost() {
    return lost;
  }

  /** How many entries are not in here any more, or never were, because there were too many. */
  public long dropped() {
    return dropped;
  }

  /** Whether the store is to be asked, before it applies what is committed next. */
  public boolean asks() {
    return asks;
  }

  /**
   * After a step of the replica. Costs nothing unless entries were removed, or such of which it is
   * open what becomes of them.
   *
   * @param before the replica before the step
   * @param nowMillis by the node's wall clock
   */
  public LossLedger after(RaftCore before, Step step, long nowMillis) {
    LossLedger ledger = this;
    RaftCore now = step.next();
    for (Durable change : step.persist()) {
      if (change instanceof Durable.TailRemoved tail) {
        ledger = ledger.noting(before, tail.from() - 1, RemovedWrite.State.OPEN, now, nowMillis);
      } else if (change instanceof Durable.ImageInstalled) {
        long commit = Math.max(before.log().baseIndex(), before.commit());
        ledger = ledger.noting(before, commit, RemovedWrite.State.UNDECIDED, now, nowMillis);
      }
    }
    return ledger.pending ? ledger.judged(before, now) : ledger;
  }

  /**
   * After the store was asked, whose state is that of the log up to {@code appliedIndex}. As it was
   * when a write was removed it tells whether that had been done before; later it may have
   * forgotten.
   */
  public LossLedger after(long appliedIndex, Sessions sessions) {
    return mapped(r -> {
      if (!r.asks() || appliedIndex < r.commit()) {
        return r;
      }
      if (appliedIndex > r.commit()) {
        return r.tooLate();
      }
      return sessions.isSettled(r.id().incarnation(), r.id().sequence()) ? null : r.notDoneBefore();
    });
  }

  /** Notes what was in the log of {@code before} after that index. */
  private LossLedger noting(
      RaftCore before, long after, RemovedWrite.State state, RaftCore now, long nowMillis) {
    if (!rules.notesRemoved()) {
      return this;
    }
    LinkedHashMap<RemovedWrite.Id, RemovedWrite> byId = new LinkedHashMap<>();
    removed.forEach(one -> byId.put(one.id(), one));
    String by = now.leader().map(id -> id.name()).orElse("another node");
    for (Entry entry : before.log().between(after, before.log().lastIndex())) {
      RemovedWrite.in(
          entry,
          "%s leads in term %d".formatted(by, now.term()),
          nowMillis,
          before.commit(),
          state,
          one -> {
            byId.remove(
                one.id()); // one that was noted before, and came back, is noted as it is now
            byId.put(one.id(), one);
          });
    }
    return bounded(List.copyOf(byId.values()));
  }

  private LossLedger bounded(List<RemovedWrite> all) {
    long bytes = all.stream().mapToLong(RemovedWrite::keyBytes).sum();
    int first = 0;
    while (all.size() - first > MOST || bytes > MOST_KEY_BYTES) {
      bytes -= all.get(first++).keyBytes();
    }
    return new LossLedger(rules, all.subList(first, all.size()), lost, dropped + first);
  }

  private LossLedger judged(RaftCore before, RaftCore now) {
    LossLedger ledger = this;
    if (now.commit() > before.commit()) {
      long from = Math.max(before.commit(), now.log().baseIndex());
      if (from > before.commit()) {
        ledger = ledger.mapped(RemovedWrite::undecided); // a snapshot came between
      }
      for (Entry entry : now.log().between(from, now.commit())) {
        ledger = ledger.judged(CommittedWrites.of(entry));
      }
    }
    return ledger;
  }

  private LossLedger judged(CommittedWrites committed) {
    return mapped(r -> {
      if (r.isOpen() && rules.isSaved(committed.holds(r.id()))) {
        return null;
      }
      return committed.givesUp(r) ? r.givenUp() : r;
    });
  }

  /** Each as {@code judge} has it, which gives null for what is not lost. */
  private LossLedger mapped(Function<RemovedWrite, @Nullable RemovedWrite> judge) {
    long nowLost = lost;
    List<RemovedWrite> judged = new ArrayList<>();
    for (RemovedWrite one : removed) {
      RemovedWrite then = judge.apply(one);
      if (then != null) {
        nowLost += then.isLost() && !one.isLost() ? 1 : 0;
        judged.add(then);
      }
    }
    return judged.equals(removed) ? this : new LossLedger(rules, judged, nowLost, dropped);
  }

  /** What is in it, in the order in which it was removed. */
  public List<Status.Loss> losses(int shard) {
    return removed.stream().map(r -> r.loss(shard)).toList();
  }

  /** The write of that edge and number, if it is in here: for those who check. */
  public Optional<Status.Loss> find(int shard, long incarnation, long sequence) {
    return losses(shard).stream()
        .filter(loss -> loss.incarnation() == incarnation && loss.sequence() == sequence)
        .findFirst();
  }
}
