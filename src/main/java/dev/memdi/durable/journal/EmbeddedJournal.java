package dev.memdi.durable.journal;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;

/**
 * memdi's journal plugin. Events become bytes here; one {@link JournalWriter} writes those of all
 * persistence ids, and a {@link JournalReader} replays them.
 */
public final class EmbeddedJournal extends AsyncWriteJournal {
  private final JournalSettings settings;
  private final EventsCodec codec;
  private final ActorRef writer;
  private final ActorRef reader;

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
      writer.tell(new Request.Write(encoded, mayWait, promised.mapped(_ -> rejections)), self());
    }
    return promised.future();
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
    writer.tell(new Request.Delete(persistenceId, toSequenceNr, answer), self());
    return promise.future();
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    PromisedAnswer<Long> promised = new PromisedAnswer<>();
    writer.tell(new Request.Highest(persistenceId, promised), self());
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
    writer.tell(new Request.Plan(persistenceId, fromSequenceNr, toSequenceNr, planned), self());
    return promise.future();
  }
}
