package dev.memdi.raft;

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
  private boolean capturing;

  /**
   * @param recovered what the log holds since its snapshot
   */
  LogWriter(
      ActorRef<DurableLog.Command<LogEvent>> log,
      ActorRef<DurableLog.Reply> replyTo,
      Durable.Founded founded,
      Log recovered,
      long life) {
    this.log = log;
    this.replyTo = replyTo;
    this.founded = founded;
    this.writeAhead = new WriteAhead(recovered.bytes(), recovered.entryCount(), life << 40);
  }

  /**
   * @param installed the image that the step installed, if it did
   */
  void write(Step step, Optional<Image> installed) {
    writeAhead.add(step, installed.map(image -> snapshot(step.next(), image)));
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
        core.rules().kept(DurableState.of(founded, core, image.index())),
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
    Optional<WriteAhead.Batch> next = writeAhead.next();
    if (next.isPresent() && next.get().changes().isEmpty()) {
      return writeAhead.done(next.get().ticket());
    }
    next.ifPresent(batch -> log.tell(command(batch)));
    return Optional.empty();
  }

  private DurableLog.Command<LogEvent> command(WriteAhead.Batch batch) {
    List<LogEvent> events = batch.changes().stream().map(LogEvent::new).toList();
    return batch
        .snapshot()
        .<DurableLog.Command<LogEvent>>map(
            snapshot -> new DurableLog.Keep<>(events, snapshot, batch.ticket(), replyTo))
        .orElseGet(() -> new DurableLog.Append<>(events, batch.ticket(), replyTo));
  }
}
