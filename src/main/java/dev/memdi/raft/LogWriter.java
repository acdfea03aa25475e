package dev.memdi.raft;

import dev.memdi.api.Clock;
import dev.memdi.config.RaftSettings;
import dev.memdi.durable.DurableLog;
import dev.memdi.durable.journal.Chunked;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Step;
import dev.memdi.store.Image;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Has a replica's changes written to its log, in order, one batch at a time. */
final class LogWriter {
  private final ActorRef<DurableLog.Command<LogEvent>> log;
  private final ActorRef<DurableLog.Reply> replyTo;
  private final Durable.Founded founded;
  private final WriteAhead writeAhead;
  private final Clock clock;
  private final Optional<Lag> lag;
  private RaftCore core;
  private boolean exposed;
  private boolean capturing;

  /**
   * @param lag if the disk may lag behind what is acknowledged, how far
   * @param origin what the log holds
   */
  LogWriter(
      ActorRef<DurableLog.Command<LogEvent>> log,
      ActorRef<DurableLog.Reply> replyTo,
      Optional<Lag> lag,
      Origin origin,
      Clock clock,
      long life) {
    this.log = log;
    this.replyTo = replyTo;
    this.founded = origin.founded();
    this.lag = lag;
    this.core = origin.core();
    this.exposed = origin.exposed();
    this.clock = clock;
    Log held = core.log();
    this.writeAhead = new WriteAhead(held.bytes(), held.entryCount(), life << 40, lag);
    if (lag.isPresent() && !exposed) {
      note(new Durable.Exposed());
    }
  }

  /**
   * @param installed the image that the step installed, if it did
   * @return whether what the step has to wait for is no matter of the disk, and so to be done now
   */
  boolean write(Step step, Optional<Image> installed) {
    boolean regained = !core.remembers() && step.next().remembers();
    core = step.next();
    boolean atOnce =
        writeAhead.add(step, installed.map(image -> snapshot(step.next(), image)), clock.nanos());
    if (regained && lag.isEmpty()) {
      note(new Durable.Settled()); // from now on, nothing is acknowledged before it is on disk
    }
    return atOnce;
  }

  /**
   * Nothing more is going to be acknowledged: once what was taken in is on disk, so is all that
   * ever was. Unless this replica has forgotten something.
   */
  void settle() {
    if (exposed && core.remembers()) {
      note(new Durable.Settled());
    }
  }

  private void note(Durable change) {
    exposed = change instanceof Durable.Exposed;
    if (core.rules().mustPersist(change)) {
      writeAhead.add(change, core.log());
    }
  }

  /** Whether the log has confirmed all that it was given. */
  boolean isIdle() {
    return writeAhead.isIdle();
  }

  /** Changes that wait to be written, in bytes. */
  long waitingBytes() {
    return writeAhead.waitingBytes();
  }

  /** Whether the applied state should be captured for the log now; from then on it is awaited. */
  boolean wantsImage(RaftSettings.Snapshot limits) {
    boolean wants = !capturing && writeAhead.isSnapshotDue(limits.logBytes(), limits.logEntries());
    capturing |= wants;
    return wants;
  }

  /**
   * Has the image kept in place of the log before it, if one is awaited; unless that is compacted
   * away by now.
   */
  void captured(Image image, RaftCore core) {
    if (!capturing) {
      return;
    }
    capturing = false;
    if (image.index() >= core.log().baseIndex() && image.index() > 0) {
      writeAhead.add(snapshot(core, image), core);
    }
  }

  private Chunked snapshot(RaftCore core, Image image) {
    return new Chunked(
        core.rules().kept(DurableState.of(founded, core, image.index(), exposed)),
        new Chunked.Chunks() {
          @Override
          public int count() {
            return image.chunkCount();
          }

          @Override
          public dev.memdi.api.Bytes chunk(int number) {
            return image.chunk(number);
          }
        });
  }

  /**
   * The batch whose effects may be done, now that the log has done what it says.
   *
   * @throws SnapshotNotKeptException if the log could not keep a snapshot that something waits for
   */
  Optional<WriteAhead.Batch> durable(DurableLog.Reply reply) {
    return switch (reply) {
      case DurableLog.Done done -> writeAhead.done(done.ticket());
      case DurableLog.Kept kept -> writeAhead.kept(kept.ticket());
      case DurableLog.NotKept not -> {
        if (!writeAhead.notKept(not.ticket())) {
          throw new SnapshotNotKeptException(not.cause());
        }
        yield Optional.empty();
      }
    };
  }

  /**
   * Sends the next batch on its way, if there is one and none is.
   *
   * @return that batch, if it changes nothing and so is durable already
   */
  Optional<WriteAhead.Batch> goOn() {
    Optional<WriteAhead.Batch> next = writeAhead.next(clock.nanos());
    if (next.isPresent() && next.get().changes().isEmpty()) {
      return writeAhead.done(next.get().ticket());
    }
    next.ifPresent(batch -> log.tell(command(batch)));
    return Optional.empty();
  }

  private DurableLog.Command<LogEvent> command(WriteAhead.Batch batch) {
    List<LogEvent> events = batch.changes().stream().map(this::event).toList();
    return batch
        .snapshot()
        .<DurableLog.Command<LogEvent>>map(
            snapshot -> new DurableLog.Keep<>(events, snapshot, batch.ticket(), replyTo))
        .orElseGet(() -> new DurableLog.Append<>(events, batch.ticket(), replyTo));
  }

  private LogEvent event(Durable change) {
    return lag.isPresent() && !core.rules().mustForce(change)
        ? new LogEvent.MayWait(change)
        : new LogEvent.Forced(change);
  }
}
