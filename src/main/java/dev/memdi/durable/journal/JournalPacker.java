package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.apache.pekko.event.Logging;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;

/** Compresses segments that are no longer written to, one after the other, a block at a time. */
final class JournalPacker extends AbstractActor {
  /** A sealed segment, which the writer keeps open until it hears of it again. */
  record Pack(Segment segment, Source source) {}

  private enum Signal {
    STEP
  }

  private record Forced(@Nullable Throwable failure) {}

  private final Disk disk;
  private final ActorRef writer;
  private final LoggingAdapter log = Logging.getLogger(getContext().getSystem(), this);
  private final Deque<Pack> waiting = new ArrayDeque<>();
  private @Nullable Packing packing;

  JournalPacker(Disk disk, ActorRef writer) {
    this.disk = disk;
    this.writer = writer;
  }

  static Props props(Disk disk, ActorRef writer, JournalSettings settings) {
    return Props.create(JournalPacker.class, () -> new JournalPacker(disk, writer))
        .withDispatcher(settings.readerDispatcher());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Pack.class, this::pack)
        .matchEquals(Signal.STEP, _ -> guarded(this::step))
        .match(Forced.class, forced -> guarded(() -> forced(forced)))
        .build();
  }

  private void pack(Pack pack) {
    waiting.add(pack);
    if (waiting.size() == 1) {
      getSelf().tell(Signal.STEP, getSelf());
    }
  }

  private void step() throws IOException {
    Pack pack = waiting.element();
    Packing known = packing;
    if (known == null) {
      known = Packing.begin(disk, pack.source, pack.segment.number());
      packing = known;
    }
    if (known.step()) {
      getSelf().tell(Signal.STEP, getSelf());
    } else {
      ActorRef self = getSelf();
      var _ = known.force().whenComplete((_, failure) -> self.tell(new Forced(failure), self));
    }
  }

  private void forced(Forced forced) throws IOException {
    Packing forcedOne = packing;
    if (forced.failure != null || forcedOne == null) {
      throw new IOException("it can't be forced", forced.failure);
    }
    end(forcedOne.finish(waiting.element().segment.salt()));
  }

  private void guarded(SegmentFiles.Step action) {
    SegmentFiles.step(
        failure -> {
          Pack pack = waiting.element();
          log.warning("{} stays uncompressed: {}", pack.source.name(), failure.getMessage());
          Packing failed = packing;
          if (failed != null) {
            SegmentFiles.step(failure::addSuppressed, failed::abandon);
          }
          end(null);
        },
        action);
  }

  private void end(@Nullable Source packed) {
    packing = null;
    writer.tell(new Request.Swap(waiting.remove().segment, packed), getSelf());
    if (!waiting.isEmpty()) {
      getSelf().tell(Signal.STEP, getSelf());
    }
  }
}
