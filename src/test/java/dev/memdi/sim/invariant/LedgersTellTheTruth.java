package dev.memdi.sim.invariant;

import dev.memdi.api.Condition;
import dev.memdi.api.NodeId;
import dev.memdi.api.Operation;
import dev.memdi.api.Status;
import dev.memdi.api.codec.BurstDecoder;
import dev.memdi.api.codec.LoggedCommand;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.LossLedger;
import dev.memdi.raft.core.LossRules;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import dev.memdi.store.StateMachine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whatever a replica takes out of its log that its client may have been told of is in that
 * replica's {@link LossLedger}, unless it is done elsewhere; and what a ledger calls lost is never
 * done.
 */
public final class LedgersTellTheTruth implements Invariant {
  private record Write(long incarnation, long sequence) {
    static Write of(LoggedCommand.Client client) {
      return new Write(client.incarnation(), client.sequence());
    }
  }

  private record Place(int shard, NodeId replica) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byShard = Integer.compare(shard, other.shard);
      return byShard != 0 ? byShard : replica.compareTo(other.replica);
    }
  }

  /** What is committed in one shard, and takes effect; read from the log in its order, once. */
  private static final class Shard {
    private final Set<Write> done = new HashSet<>();
    private final TreeMap<Long, Long> floors = new TreeMap<>();
    private long upTo;

    void add(Entry entry) {
      if (entry.first() <= upTo) {
        return;
      }
      upTo = entry.last();
      for (LoggedCommand command : commands(entry)) {
        switch (command) {
          case LoggedCommand.Client client -> {
            long floor = floors.merge(client.incarnation(), client.floor(), Math::max);
            if (client.sequence() >= floor) {
              done.add(Write.of(client));
            }
          }
          case LoggedCommand.Forget(long incarnation) -> floors.put(incarnation, Long.MAX_VALUE);
          case LoggedCommand.Expire expire -> {}
        }
      }
    }

    boolean waitsFor(LoggedCommand.Client client) {
      return client.sequence() >= floors.getOrDefault(client.incarnation(), Long.MIN_VALUE);
    }
  }

  private final LossRules rules;
  private final TreeMap<Place, LossLedger> ledgers = new TreeMap<>();
  private final TreeMap<Integer, Shard> shards = new TreeMap<>();
  private long noted;
  private long lost;

  public LedgersTellTheTruth(LossRules rules) {
    this.rules = rules;
  }

  @Override
  public void stepped(int shard, RaftCore before, Input input, Step step, Replicas replicas) {
    RaftCore core = step.next();
    Shard known = shards.computeIfAbsent(shard, s -> new Shard());
    boolean more = core.commit() > before.commit();
    if (more) {
      committed(before.commit(), core).forEach(known::add);
    }
    Place place = new Place(shard, core.self());
    LossLedger earlier = ledgers.getOrDefault(place, LossLedger.empty(rules));
    LossLedger ledger = earlier.after(before, step, 0);
    ledgers.put(place, ledger);
    lost += ledger.lost() - earlier.lost();
    for (Durable change : step.persist()) {
      if (change instanceof Durable.TailRemoved tail) {
        checkRemoved(shard, before, tail.from(), ledger, known);
      }
    }
    if (more) {
      ledgers.forEach((other, held) -> {
        if (other.shard() == shard) {
          checkLost(other, held, known);
        }
      });
    }
  }

  @Override
  public void applying(int shard, NodeId replica, StateMachine state) {
    LossLedger ledger = ledgers.get(new Place(shard, replica));
    if (ledger != null && ledger.asks()) {
      LossLedger told = ledger.after(state.appliedIndex(), state::isSettled);
      ledgers.put(new Place(shard, replica), told);
      lost += told.lost() - ledger.lost();
    }
  }

  private static List<Entry> committed(long after, RaftCore core) {
    return core.log().between(Math.max(after, core.log().baseIndex()), core.commit());
  }

  /** Not even by what is committed later. */
  private static void checkLost(Place place, LossLedger ledger, Shard known) {
    if (ledger.lost() == 0) {
      return;
    }
    for (Status.Loss loss : ledger.losses(place.shard())) {
      Invariant.require(
          !loss.lost() || !known.done.contains(new Write(loss.incarnation(), loss.sequence())),
          "%s calls a write lost that was done: %s",
          place,
          loss);
    }
  }

  private void checkRemoved(int shard, RaftCore before, long from, LossLedger ledger, Shard known) {
    Shard sameLog = new Shard(); // whoever waits no more by this very log sent it again, too late
    committed(before.log().baseIndex(), before).forEach(sameLog::add);
    for (Entry entry : before.log().between(from - 1, before.log().lastIndex())) {
      for (LoggedCommand command : commands(entry)) {
        if (command instanceof LoggedCommand.Client client
            && client.write() instanceof Operation.Set set
            && set.condition() instanceof Condition.Always
            && sameLog.waitsFor(client)
            && !known.done.contains(Write.of(client))) {
          noted++;
          Invariant.require(
              ledger.find(shard, client.incarnation(), client.sequence()).isPresent()
                  || ledger.dropped() > 0,
              "shard %d: %s has taken a write out of its log and not noted it: %s",
              shard,
              before.self(),
              client);
        }
      }
    }
  }

  private static List<LoggedCommand> commands(Entry entry) {
    List<LoggedCommand> commands = new ArrayList<>();
    if (entry.payload() instanceof Payload.Commands all) {
      all.bursts().forEach(burst -> new BurstDecoder(burst).forEachRemaining(commands::add));
    }
    return commands;
  }

  /** How many removed writes were looked for in a ledger. */
  public long noted() {
    return noted;
  }

  /** How many were called lost. */
  public long lost() {
    return lost;
  }
}
