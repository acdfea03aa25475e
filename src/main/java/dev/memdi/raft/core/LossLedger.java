package dev.memdi.raft.core;

import dev.memdi.api.Burst;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Operation;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a replica had in its log and had to take out again, as a value: of the writes whose clients
 * may have been told that they were done. Those are the unconditional sets, for nothing else is
 * acknowledged before it is committed; whether it was asked for ({@code ack=leader}) the log does
 * not say. A removed write is judged by what is committed afterwards:
 *
 * <pre>
 *   removed ─ the same write (incarnation, sequence) is committed elsewhere in the log ─► forgotten
 *      │    ─ its edge waits for it no more (floor, closed session), or the log has gone on
 *      │      for longer than any request lasts ────────────────────────────────────────► LOST
 *      └──── a snapshot comes between, which may hold it or not ────────────────────────► UNDECIDED
 * </pre>
 *
 * Bounded in entries and bytes: the oldest go first, and are counted.
 */
public final class LossLedger {
  /** Entries of one replica's ledger. */
  public static final int MOST = 256;

  /** Bytes of their keys. */
  public static final int MOST_KEY_BYTES = 64 << 10;

  /**
   * By shard time, in milliseconds. A request lasts at most a minute: an edge repeats no write
   * after that. The log's stamps tell, not a clock: a replica that is cut off does not see what is
   * repeated.
   */
  static final long REPEATED_WITHIN = 120_000;

  /** How far before a removed write a copy of it is looked for: an edge repeats soon. */
  private static final long LOOK_BACK = 50_000;

  private enum State {
    /** Its edge may repeat it. */
    OPEN,
    LOST,
    UNDECIDED
  }

  /** Which write it is, wherever it stands. */
  private record Id(long incarnation, long sequence) {
    static Id of(LoggedCommand.Client client) {
      return new Id(client.incarnation(), client.sequence());
    }
  }

  /**
   * @param stamp the shard time at which it was in the log first
   */
  private record Removed(
      Id id, Key key, long revision, long term, long stamp, String by, long atMillis, State state) {
    Removed in(State other) {
      return new Removed(id, key, revision, term, stamp, by, atMillis, other);
    }

    int keyBytes() {
      return key.bytes().length();
    }
  }

  private final LossRules rules;
  private final List<Removed> removed;
  private final long lost;
  private final long dropped;
  private final boolean open;

  private LossLedger(LossRules rules, List<Removed> removed, long lost, long dropped) {
    this.rules = rules;
    this.removed = List.copyOf(removed);
    this.lost = lost;
    this.dropped = dropped;
    this.open = removed.stream().anyMatch(r -> r.state == State.OPEN);
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

  /**
   * After a step of the replica. Costs nothing unless entries were removed, or such of which it is
   * open what becomes of them.
   *
   * @param before the replica before the step
   * @param nowMillis by the node's wall clock
   */
  public LossLedger after(RaftCore before, Step step, long nowMillis) {
    LossLedger ledger = this;
    for (Durable change : step.persist()) {
      if (change instanceof Durable.TailRemoved tail) {
        ledger = ledger.tailRemoved(before, step.next(), tail.from(), nowMillis);
      } else if (change instanceof Durable.ImageInstalled) {
        ledger = ledger.imageInstalled(before, step.next(), nowMillis);
      }
    }
    return ledger.open ? ledger.judged(before, step.next()) : ledger;
  }

  private LossLedger tailRemoved(RaftCore before, RaftCore now, long from, long nowMillis) {
    Log log = before.log();
    List<Entry> tail = log.between(from - 1, log.lastIndex());
    long start = Math.max(log.baseIndex(), from - 1 - LOOK_BACK);
    Committed earlier = new Committed();
    log.between(log.floor(start), before.commit()).forEach(earlier::add);
    List<Removed> noted = removedOf(tail, now, nowMillis, State.OPEN);
    noted.removeIf(earlier::givesUp); // a repetition that came late, and would have done nothing
    return with(noted).without(earlier);
  }

  private LossLedger imageInstalled(RaftCore before, RaftCore now, long nowMillis) {
    Log log = before.log();
    long commit = Math.max(log.baseIndex(), before.commit());
    List<Entry> tail = log.between(commit, log.lastIndex());
    return with(removedOf(tail, now, nowMillis, State.UNDECIDED));
  }

  private List<Removed> removedOf(List<Entry> entries, RaftCore now, long nowMillis, State state) {
    String by =
        now.leader().map(NodeId::name).orElse("another node") + " leads in term " + now.term();
    List<Removed> found = new ArrayList<>();
    for (Entry entry : entries) {
      long[] revision = {entry.first()};
      commands(
          entry,
          command -> {
            if (command instanceof LoggedCommand.Client client
                && client.write() instanceof Operation.Set set
                && set.condition() instanceof Condition.Always
                && rules.notesRemoved()) {
              found.add(
                  new Removed(
                      Id.of(client),
                      set.key(),
                      revision[0],
                      entry.term(),
                      entry.stamp(),
                      by,
                      nowMillis,
                      state));
            }
            revision[0]++;
          });
    }
    return found;
  }

  private static void commands(Entry entry, Consumer<LoggedCommand> visitor) {
    if (entry.payload() instanceof Payload.Commands commands) {
      for (Burst burst : commands.bursts()) {
        new BurstDecoder(burst).forEachRemaining(visitor);
      }
    }
  }

  private LossLedger with(List<Removed> more) {
    LinkedHashMap<Id, Removed> byId = new LinkedHashMap<>();
    removed.forEach(one -> byId.put(one.id, one));
    for (Removed one : more) { // one that was noted before, and came back, is noted as it is now
      byId.remove(one.id);
      byId.put(one.id, one);
    }
    List<Removed> all = List.copyOf(byId.values());
    long bytes = all.stream().mapToLong(Removed::keyBytes).sum();
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
        ledger = ledger.decide(r -> r.in(State.UNDECIDED)); // a snapshot came between
      }
      for (Entry entry : now.log().between(from, now.commit())) {
        Committed committed = new Committed();
        committed.add(entry);
        ledger = ledger.without(committed).decide(r -> committed.givesUp(r) ? r.in(State.LOST) : r);
      }
    }
    return ledger;
  }

  /** What entries say of the writes that edges wait for. */
  private static final class Committed {
    private final HashSet<Id> writes = new HashSet<>();
    private final HashMap<Long, Long> floors = new HashMap<>(); // by the edge's incarnation
    private long stamp = Long.MIN_VALUE;

    void add(Entry entry) {
      stamp = Math.max(stamp, entry.stamp());
      commands(
          entry,
          command -> {
            switch (command) {
              case LoggedCommand.Client client -> {
                long floor = floors.merge(client.incarnation(), client.floor(), Math::max);
                if (client.sequence() >= floor) { // else it is not applied
                  writes.add(Id.of(client));
                }
              }
              case LoggedCommand.Forget(long incarnation) ->
                  floors.put(incarnation, Long.MAX_VALUE);
              case LoggedCommand.Expire expire -> {}
            }
          });
    }

    /** Whether that write will not be sent again. */
    boolean givesUp(Removed r) {
      return r.id.sequence < floors.getOrDefault(r.id.incarnation, Long.MIN_VALUE)
          || stamp > r.stamp + REPEATED_WITHIN;
    }
  }

  /** What is committed is not lost. */
  private LossLedger without(Committed committed) {
    List<Removed> left =
        removed.stream()
            .filter(r -> r.state != State.OPEN || !rules.isSaved(committed.writes.contains(r.id)))
            .toList();
    return left.size() == removed.size() ? this : new LossLedger(rules, left, lost, dropped);
  }

  private LossLedger decide(UnaryOperator<Removed> judge) {
    long nowLost = lost;
    boolean changed = false;
    List<Removed> judged = new ArrayList<>();
    for (Removed one : removed) {
      Removed then = one.state == State.OPEN ? judge.apply(one) : one;
      changed |= then.state != one.state;
      nowLost += then.state == State.LOST && one.state != State.LOST ? 1 : 0;
      judged.add(then);
    }
    return changed ? new LossLedger(rules, judged, nowLost, dropped) : this;
  }

  /** What is in it, in the order in which it was removed. */
  public List<Status.Loss> losses(int shard) {
    return removed.stream().map(r -> loss(shard, r)).toList();
  }

  private static Status.Loss loss(int shard, Removed r) {
    return new Status.Loss(
        shard,
        r.key,
        new Revision(r.revision),
        r.id.incarnation,
        r.id.sequence,
        r.atMillis,
        r.state == State.LOST,
        why(r));
  }

  private static String why(Removed r) {
    String removed = "%s, and its log does not have this write of term %d".formatted(r.by, r.term);
    return switch (r.state) {
      case OPEN -> removed + "; whoever sent it may send it again";
      case LOST ->
          removed + ", nor was it sent again; with ack=leader it may have been acknowledged";
      case UNDECIDED ->
          "%s, and a snapshot took the place of the log that had this write of term %d: it may hold it"
                  .formatted(r.by, r.term)
              + " or not";
    };
  }

  /** The write of that edge and number, if it is in here: for those who check. */
  public Optional<Status.Loss> find(int shard, long incarnation, long sequence) {
    return losses(shard).stream()
        .filter(loss -> loss.incarnation() == incarnation && loss.sequence() == sequence)
        .findFirst();
  }
}
