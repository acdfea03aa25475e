package dev.memdi.raft;

import dev.memdi.api.Burst;
import dev.memdi.raft.core.Input;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.store.Store;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What edges ask of a replica. What arrives while the replica is busy is gathered, and put to its
 * core as one step.
 */
final class Intake {
  private final Surroundings surroundings;
  private final int shard;
  private final ActorRef<Store.Command> store;
  private final WriteQueue writes;
  private final ReadQueue reads;
  private final Performer performer;
  private final Optional<LogWriter> log;
  private final Stepper stepper;
  private final Runnable askToFlush;
  private boolean flushing;

  /**
   * @param askToFlush has {@link #flush} called once what else waits in the mailbox has come
   */
  Intake(
      Surroundings surroundings,
      int shard,
      ActorRef<Store.Command> store,
      WriteQueue writes,
      ReadQueue reads,
      Performer performer,
      Optional<LogWriter> log,
      Stepper stepper,
      Runnable askToFlush) {
    this.surroundings = surroundings;
    this.shard = shard;
    this.store = store;
    this.writes = writes;
    this.reads = reads;
    this.performer = performer;
    this.log = log;
    this.stepper = stepper;
    this.askToFlush = askToFlush;
  }

  void write(Replicator.Write write) {
    if (!core().isLeader() || Steward.isHandingOver(core())) {
      write.rejectTo().tell(rejection(write.number()));
    } else if (!writes.add(write, pendingBytes())) {
      write
          .rejectTo()
          .tell(new RejectedBurst(shard, write.number(), new RejectedBurst.Reason.Busy()));
    } else {
      flushLater();
    }
  }

  /** A command of the store's own. */
  void propose(Burst burst) {
    if (core().isLeader()) {
      writes.addOwn(burst);
      flushLater();
    }
  }

  void read(ReadQueue.Waiting read) {
    if (core().isLeader()) {
      reads.add(read);
      flushLater();
    } else {
      read.reject(this::rejection);
    }
  }

  void readLocal(Replicator.ReadLocal read) {
    long now = surroundings.clock().nanos();
    store.tell(
        new Store.ReadLocal(
            read.replyTo(),
            read.reads(),
            core().shardTime(now),
            performer.readPermit(core()).staleness(now)));
  }

  private void flushLater() {
    if (!flushing) {
      flushing = true;
      askToFlush.run();
    }
  }

  void flush() {
    flushing = false;
    if (!writes.isEmpty()) {
      List<Burst> bursts = writes.bursts();
      if (core().isLeader()) {
        stepper.step(new Input.Propose(bursts));
      }
      writes.rejectRest(this::rejection);
    }
    if (reads.hasWaiting()) {
      stepper.step(new Input.Read(reads.token()));
    }
  }

  /** What is not committed yet, and what is but not on this disk, which may be the slowest. */
  private long pendingBytes() {
    return core().log().bytesAfter(core().commit()) + log.map(LogWriter::waitingBytes).orElse(0L);
  }

  private RejectedBurst rejection(long number) {
    return performer.rejection(number, core());
  }

  private RaftCore core() {
    return stepper.core();
  }
}
