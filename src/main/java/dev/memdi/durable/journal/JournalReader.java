package dev.memdi.durable.journal;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.PersistentRepr;

/** Replays events, several persistence ids in turn. */
final class JournalReader extends AbstractActor {
  private static final int RECORDS = 100;
  private static final int BYTES = 1 << 20;

  /** A replay to begin. */
  record Replay(ReplayPlan plan, long max, Consumer<PersistentRepr> events, Answer<Done> answer) {}

  private static final class Going {
    final Replay replay;
    final ReplayCursor cursor;
    long left;

    Going(Replay replay) {
      this.replay = replay;
      this.cursor = new ReplayCursor(replay.plan);
      this.left = replay.max;
    }
  }

  private final ActorRef writer;
  private final EventsCodec codec = new EventsCodec((ExtendedActorSystem) getContext().getSystem());

  JournalReader(ActorRef writer) {
    this.writer = writer;
  }

  static Props props(ActorRef writer, JournalSettings settings) {
    return Props.create(JournalReader.class, () -> new JournalReader(writer))
        .withDispatcher(settings.readerDispatcher());
  }

  @Override
  public Receive createReceive() {
    return receiveBuilder()
        .match(Replay.class, replay -> goOn(new Going(replay)))
        .match(Going.class, this::goOn)
        .build();
  }

  private void goOn(Going going) {
    try {
      if (readSome(going)) {
        getSelf().tell(going, getSelf());
      } else {
        end(going);
        going.replay.answer.succeed(Done.done());
      }
    } catch (IOException | RuntimeException e) {
      end(going);
      going.replay.answer.fail(e);
    }
  }

  private void end(Going going) {
    writer.tell(new Request.Release(going.replay.plan), getSelf());
  }

  /** Whether there may be more. */
  private boolean readSome(Going going) throws IOException {
    long bytes = 0;
    for (int i = 0; i < RECORDS && bytes < BYTES; i++) {
      ReplayCursor.Found found = going.left > 0 ? going.cursor.next() : null;
      if (found == null) {
        return false;
      }
      bytes += found.body().length();
      deliver(going, found);
    }
    return true;
  }

  private void deliver(Going going, ReplayCursor.Found found) {
    ReplayPlan plan = going.replay.plan;
    for (PersistentRepr event : codec.decode(plan.id(), found.body().array())) {
      boolean wanted = event.sequenceNr() > plan.after() && event.sequenceNr() <= plan.to();
      if (wanted && going.left > 0) {
        going.left--;
        going.replay.events.accept(event);
      }
    }
  }
}
