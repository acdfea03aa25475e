package dev.memdi.durable.journal;

import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.event.Logging;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;

/** The only one who writes to a journal: gives all that waits in its mailbox to the log at once. */
final class JournalWriter extends AbstractActor {
  /** Comes behind what is in the mailbox already. */
  private enum Signal {
    TURN,
    FORCE_DUE
  }

  /** What goes on when a stage is complete. */
  private record Continue(Runnable next) {}

  private final JournalSettings settings;
  private final LoggingAdapter log = Logging.getLogger(getContext().getSystem(), this);
  private @Nullable SegmentedLog segments;
  private @Nullable Cancellable forceDue;
  private boolean turnComes;

  JournalWriter(JournalSettings settings) {
    this.settings = settings;
  }

  static Props props(JournalSettings settings) {
    return Props.create(JournalWriter.class, () -> new JournalWriter(settings))
        .withDispatcher(settings.writerDispatcher());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Request.class, this::submit)
        .match(Continue.class, message -> guarded(message.next))
        .matchEquals(Signal.TURN, _ -> turn())
        .matchEquals(Signal.FORCE_DUE, _ -> forceDue())
        .build();
  }

  private void submit(Request request) {
    try {
      segments().submit(request);
      if (!turnComes) {
        turnComes = true;
        getSelf().tell(Signal.TURN, getSelf());
      }
    } catch (IOException e) {
      log.error("can't open the journal in {}: {}", settings.directory(), e.getMessage());
      Answer<?> answer = request.answer();
      if (answer != null) {
        answer.fail(e);
      }
    }
  }

  private void turn() {
    turnComes = false;
    guarded(() -> {
      if (segments != null) {
        segments.turn();
      }
    });
  }

  private void forceDue() {
    forceDue = null;
    submit(new Request.Force());
  }

  // A bug leaves the log in a state that nobody knows: it does not go on from there.
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error(e, "the journal in {} has failed and is closed", settings.directory());
      if (segments != null) {
        segments.abandon(e);
      }
    }
    if (segments != null && segments.hasUnforced() && forceDue == null) {
      forceDue =
          getContext()
              .getSystem()
              .scheduler()
              .scheduleOnce(
                  settings.unforcedFlushInterval(),
                  getSelf(),
                  Signal.FORCE_DUE,
                  getContext().getDispatcher(),
                  getSelf());
    }
  }

  private SegmentedLog segments() throws IOException {
    SegmentedLog known = segments;
    if (known == null) {
      ExtendedActorSystem system = (ExtendedActorSystem) getContext().getSystem();
      Disk disk = JournalDirectory.of(system, settings.directory()).disk();
      var salts = new SplittableRandom(system.uid());
      known =
          new SegmentedLog(
              disk, settings.limits(), salts::nextLong, this::after, log::warning, packer(disk));
      segments = known;
    }
    return known;
  }

  private Consumer<Segment> packer(Disk disk) {
    ActorRef self = getSelf();
    if (!settings.compression()) {
      return segment -> self.tell(new Request.Swap(segment, null), self);
    }
    ActorRef packer = getContext().actorOf(JournalPacker.props(disk, self, settings), "packer");
    return segment -> packer.tell(new JournalPacker.Pack(segment, segment.source()), self);
  }

  private void after(CompletionStage<Void> stage, Consumer<@Nullable Throwable> next) {
    CompletableFuture<Void> future = stage.toCompletableFuture();
    if (future.isDone()) {
      next.accept(future.isCompletedExceptionally() ? future.exceptionNow() : null);
    } else {
      var self = getSelf();
      var _ =
          future.whenComplete(
              (_, failure) -> self.tell(new Continue(() -> next.accept(failure)), self));
    }
  }

  @Override
  public void postStop() {
    if (forceDue != null) {
      forceDue.cancel();
    }
    if (segments != null) {
      segments.close();
    }
  }
}
