package dev.memdi.routing;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.WriteBounds;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.config.Limits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What an edge has asked of a shard and has no answer to: numbers it, says what is to be sent now,
 * and knows of each operation whether a leader may have taken it.
 */
final class Outstanding {
  /**
   * The first repeat comes after this long; each further one after twice as long as the one before,
   * where that was not rejected.
   */
  private static final long PATIENCE_NANOS = 400_000_000L;

  private static final int MOST_DOUBLINGS = 3;

  /** Writes to be sent as one. */
  record WriteBurst(long number, Burst burst, List<Long> ackLeader) {}

  /** Linearizable reads to be sent as one. */
  record ReadBurst(long number, List<NumberedRead> reads) {}

  private static final class Pending {
    final Request request;
    final Consumer<Outcome> whenDone;
    final long deadline;
    final int bytes;
    boolean waiting = true; // to be sent
    int sendings;
    int unresolved; // sendings of which it is not known that nobody took them
    long burst;
    long sentAt;

    Pending(Request request, Consumer<Outcome> whenDone, long deadline, int bytes) {
      this.request = request;
      this.whenDone = whenDone;
      this.deadline = deadline;
      this.bytes = bytes;
    }

    void sent(long inBurst, long now) {
      waiting = false;
      sendings++;
      unresolved++;
      burst = inBurst;
      sentAt = now;
    }
  }

  private final int shard;
  private final long limit;
  private final BurstEncoder encoder; // empty between calls
  private final int burstBytes;
  private final SortedMap<Long, Pending> writes = new TreeMap<>();
  private final SortedMap<Long, Pending> reads = new TreeMap<>();
  private long lastSequence;
  private long lastBurst;
  private long bytes;

  Outstanding(int shard, long incarnation, Limits limits, int burstBytes) {
    this.shard = shard;
    this.limit = limits.sessionPendingBytes();
    this.encoder =
        new BurstEncoder(
            incarnation, new WriteBounds(limits.value(), limits.sessionPendingBytes()));
    this.burstBytes = burstBytes;
  }

  boolean isEmpty() {
    return writes.isEmpty() && reads.isEmpty();
  }

  /** Takes an operation in, or says why not. */
  Optional<Refusal> add(Request request, long now, Consumer<Outcome> whenDone) {
    int size = OperationSize.of(request.operation());
    if (size > limit) {
      return Optional.of(new Refusal.TooLarge("the operation", size, limit));
    }
    if (bytes + size > limit) {
      return Optional.of(new Refusal.Busy("this node's queue for shard " + shard));
    }
    bytes += size;
    Pending pending = new Pending(request, whenDone, now + request.timeout().toNanos(), size);
    switch (request.operation()) {
      case Operation.Write write -> writes.put(++lastSequence, pending);
      case Operation.Read read -> reads.put(++lastSequence, pending);
    }
    return Optional.empty();
  }

  /** The waiting writes, in order, as few bursts as their limit in bytes allows. */
  List<WriteBurst> writeBursts(long now) {
    List<WriteBurst> bursts = new ArrayList<>();
    gather(bursts, now, false);
    gather(bursts, now, true);
    return bursts;
  }

  private void gather(List<WriteBurst> bursts, long now, boolean ackLeader) {
    List<Long> sequences = new ArrayList<>();
    for (var entry : writes.entrySet()) {
      Pending pending = entry.getValue();
      if (!pending.waiting || mayAckByLeader(pending) != ackLeader) {
        continue;
      }
      if (encoder.count() > 0 && encoder.sizeInBytes() + pending.bytes > burstBytes) {
        bursts.add(finish(sequences, ackLeader));
        sequences = new ArrayList<>();
      }
      encoder.add(entry.getKey(), (Operation.Write) pending.request.operation());
      sequences.add(entry.getKey());
      pending.sent(lastBurst + 1, now);
    }
    if (encoder.count() > 0) {
      bursts.add(finish(sequences, ackLeader));
    }
  }

  private WriteBurst finish(List<Long> sequences, boolean ackLeader) {
    lastBurst++;
    return new WriteBurst(
        lastBurst,
        encoder.build(writes.firstKey()),
        ackLeader ? List.copyOf(sequences) : List.of());
  }

  /**
   * Only a write whose result is known before it is applied can be answered from the leader's
   * memory; and only when it is sent the first time, for a repeated one may stand in the log twice.
   */
  private static boolean mayAckByLeader(Pending pending) {
    return pending.request.ack() == Ack.LEADER
        && pending.sendings == 0
        && pending.request.operation() instanceof Operation.Set set
        && set.condition() instanceof Condition.Always;
  }

  /** The waiting linearizable reads. */
  Optional<ReadBurst> reads(long now) {
    List<NumberedRead> waiting = takeReads(Consistency.LINEARIZABLE, now);
    return waiting.isEmpty() ? Optional.empty() : Optional.of(new ReadBurst(lastBurst, waiting));
  }

  /** The waiting reads that any replica may answer. */
  Optional<List<NumberedRead>> localReads(long now) {
    List<NumberedRead> waiting = takeReads(Consistency.LOCAL, now);
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting);
  }

  private List<NumberedRead> takeReads(Consistency consistency, long now) {
    List<NumberedRead> taken = new ArrayList<>();
    for (var entry : reads.entrySet()) {
      Pending pending = entry.getValue();
      if (pending.waiting && pending.request.consistency() == consistency) {
        if (taken.isEmpty()) {
          lastBurst++;
        }
        taken.add(new NumberedRead(entry.getKey(), (Operation.Read) pending.request.operation()));
        pending.sent(lastBurst, now);
      }
    }
    return taken;
  }

  void answered(Answers answers) {
    for (Answers.Answer answer : answers.answers()) {
      Pending pending = writes.remove(answer.sequence());
      if (pending == null) {
        pending = reads.remove(answer.sequence());
      }
      if (pending != null) {
        conclude(pending, answer.outcome());
      }
    }
  }

  private void conclude(Pending pending, Outcome outcome) {
    bytes -= pending.bytes;
    pending.whenDone.accept(outcome);
  }

  /** Nobody took that burst: it may be sent again, and if it was the only one, nothing was done. */
  void notTaken(long burst) {
    for (Pending pending : all()) {
      if (pending.burst == burst && !pending.waiting) {
        pending.waiting = true;
        pending.unresolved--;
      }
    }
  }

  /** The leader has too much: what nobody can have taken is refused; the rest is tried again. */
  void busy(long burst) {
    notTaken(burst);
    refuseUntaken(writes, burst);
    refuseUntaken(reads, burst);
  }

  private void refuseUntaken(SortedMap<Long, Pending> pendings, long burst) {
    Iterator<Pending> each = pendings.values().iterator();
    List<Pending> refused = new ArrayList<>();
    while (each.hasNext()) {
      Pending pending = each.next();
      if (pending.burst == burst && pending.waiting && pending.unresolved == 0) {
        each.remove();
        refused.add(pending);
      }
    }
    for (Pending pending : refused) {
      conclude(
          pending,
          new Outcome.Refused(new Refusal.Busy("the queue of shard " + shard + "'s leader")));
    }
  }

  /** Whatever a leader of the past had is sent again. */
  void sendAllAgain() {
    all().forEach(pending -> pending.waiting = true);
  }

  /** What has been without an answer for long is sent again; false if there is no such thing. */
  boolean sendOverdueAgain(long now) {
    boolean any = false;
    for (Pending pending : all()) {
      long patience =
          PATIENCE_NANOS << Math.min(MOST_DOUBLINGS, Math.max(0, pending.unresolved - 1));
      if (!pending.waiting && now - pending.sentAt > patience) {
        pending.waiting = true;
        any = true;
      }
    }
    return any;
  }

  /** Answers what is out of time. */
  void expire(long now) {
    List<Pending> expired = new ArrayList<>();
    removeExpired(writes, now, expired);
    removeExpired(reads, now, expired);
    for (Pending pending : expired) {
      boolean certain =
          pending.unresolved == 0 || pending.request.operation() instanceof Operation.Read;
      String why =
          "shard %d gave no answer within %d ms"
              .formatted(shard, pending.request.timeout().toMillis());
      conclude(
          pending,
          certain ? new Outcome.Refused(new Refusal.Unavailable(why)) : new Outcome.Unknown(why));
    }
  }

  private static void removeExpired(
      SortedMap<Long, Pending> pendings, long now, List<Pending> expired) {
    pendings
        .values()
        .removeIf(pending -> {
          boolean over = now - pending.deadline >= 0;
          if (over) {
            expired.add(pending);
          }
          return over;
        });
  }

  private List<Pending> all() {
    List<Pending> all = new ArrayList<>(writes.values());
    all.addAll(reads.values());
    return all;
  }
}
