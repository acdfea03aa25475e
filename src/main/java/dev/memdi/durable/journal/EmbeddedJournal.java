package dev.memdi.durable.journal;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * memdi's journal plugin. Events become bytes here; one {@link JournalWriter} writes those of all
 * persistence ids, and a {@link JournalReader} replays them.
 */
public final class EmbeddedJournal extends AsyncWriteJournal {
  /** Comes behind all that waits to be run where this actor is. */
  private enum Signal {
    HAND_OVER
  }

  private final JournalSettings settings;
  private final EventsCodec codec;
  private final ActorRef writer;
  private final ActorRef reader;
  private final List<Request.Write> gathered = new ArrayList<>();

  /** As Pekko calls it, with the section of the settings that names this class. */
  public EmbeddedJournal(Config config) {
    settings = JournalSettings.from(config);
    codec = new EventsCodec((ExtendedActorSystem) context().system());
    writer = context().actorOf(JournalWriter.props(settings), "writer");
    reader = context().actorOf(JournalReader.props(writer, settings), "reader");
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    List<EncodedEvents> encoded = new ArrayList<>();
    List<Optional<Exception>> rejections = new ArrayList<>();
    boolean mayWait = true;
    for (AtomicWrite message : messages) {
      try {
        encoded.add(codec.encode(message));
        rejections.add(Optional.empty());
        mayWait &= isUnforced(message);
      } catch (Exception e) {
        rejections.add(Optional.of(e));
      }
    }
    PromisedAnswer<Iterable<Optional<Exception>>> promised = new PromisedAnswer<>();
    if (encoded.isEmpty()) {
      promised.succeed(rejections);
    } else {
      gather(new Request.Write(encoded, mayWait, promised.mapped(_ -> rejections)));
    }
    return promised.future();
  }

  /**
   * Lets those who are about to write do so too: the writer is woken once for all of them, and
   * forces the file once. It takes no time to wait for, since nothing but what is ready to run
   * comes first.
   */
  private void gather(Request.Write write) {
    if (gathered.isEmpty()) {
      ActorRef self = self();
      context().dispatcher().execute(() -> self.tell(Signal.HAND_OVER, self));
    }
    gathered.add(write);
  }

  private void handOver() {
    gathered.forEach(write -> writer.tell(write, self()));
    gathered.clear();
  }

  /** Gives the writer what it is asked for, in the order in which it was asked for. */
  private void submit(Request request) {
    handOver();
    writer.tell(request, self());
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receivePluginInternal() {
    return ReceiveBuilder.create()
        .matchEquals(Signal.HAND_OVER, _ -> handOver())
        .build()
        .onMessage();
  }

  private static boolean isUnforced(AtomicWrite message) {
    return CollectionConverters.asJava(message.payload()).stream()
        .map(PersistentRepr::payload)
        .map(payload -> payload instanceof Tagged tagged ? tagged.payload() : payload)
        .allMatch(Unforced.class::isInstance);
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    Promise<Void> promise = Promise.apply();
    Answer<Done> answer = PromisedAnswer.toVoid(promise);
    submit(new Request.Delete(persistenceId, toSequenceNr, answer));
    return promise.future();
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    PromisedAnswer<Long> promised = new PromisedAnswer<>();
    submit(new Request.Highest(persistenceId, promised));
    return promised.future();
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    Promise<Void> promise = Promise.apply();
    Answer<Done> answer = PromisedAnswer.toVoid(promise);
    Answer<ReplayPlan> planned =
        PromisedAnswer.leadingTo(
            plan ->
                reader.tell(new JournalReader.Replay(plan, max, replayCallback, answer), self()),
            answer);
    submit(new Request.Plan(persistenceId, fromSequenceNr, toSequenceNr, planned));
    return promise.future();
  }
}
