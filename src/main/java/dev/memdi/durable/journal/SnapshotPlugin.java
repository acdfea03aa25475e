package dev.memdi.durable.journal;

import com.typesafe.config.Config;
import dev.memdi.durable.disk.DiskSetup;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.SerializationExtension;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;

/**
 * The embedded snapshot store as Pekko Persistence sees it: {@code memdi-snapshot-store}. It does
 * every piece of work a slice at a time, with a message to itself in between, on a dispatcher of
 * its own.
 */
public final class SnapshotPlugin extends SnapshotStore {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPlugin.class);
  private static final long WORTH_A_LINE = 1 << 20;

  /** A piece of work, who hears of its result, and what that is to them. */
  private record Job<T, R>(SnapshotWork<T> work, Function<T, R> result, Promise<R> promise) {}

  private record Again(Job<?, ?> job) {}

  private record Broken(Job<?, ?> job, Throwable reason) {}

  private final SnapshotSettings settings;
  private final SnapshotCodec codec =
      new SnapshotCodec(
          SerializationExtension.get(context().system()), DiskSetup.stamps(context().system()));
  private final Set<Job<?, ?>> underWay = new LinkedHashSet<>();
  private final SnapshotListener listener = new Announcer();
  private @Nullable SnapshotFiles files;

  /** As Pekko calls it. */
  public SnapshotPlugin(Config config) {
    settings = SnapshotSettings.from(config);
  }

  @Override
  public void preStart() {
    try {
      files();
    } catch (IOException e) {
      // It is tried again with each request, and told to whoever made it.
      LOG.debug("can't use {} for snapshots", settings.directory(), e);
    }
  }

  @Override
  public void postStop() {
    var reason = new IllegalStateException("the snapshot store was stopped");
    for (Job<?, ?> job : List.copyOf(underWay)) {
      fail(job, reason);
    }
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return begin(
        open -> new SnapshotLoad(open, persistenceId, range(criteria), settings, listener),
        found -> found.map(codec::decode));
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    return begin(
        open ->
            new SnapshotSave(
                open.disk(),
                codec.encode(metadata, snapshot),
                SnapshotCodec.chunksOf(snapshot),
                settings,
                listener),
        SnapshotPlugin::nothing);
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    SnapshotRange range = SnapshotRange.of(metadata.sequenceNr(), metadata.timestamp());
    return begin(
        open -> new SnapshotDeletion(open, metadata.persistenceId(), range),
        SnapshotPlugin::nothing);
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return begin(
        open -> new SnapshotDeletion(open, persistenceId, range(criteria)),
        SnapshotPlugin::nothing);
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receivePluginInternal() {
    AbstractActor.Receive receive =
        ReceiveBuilder.create()
            .match(Again.class, again -> step(again.job))
            .match(Broken.class, broken -> fail(broken.job, broken.reason))
            .build();
    return receive.onMessage();
  }

  /** What a future without a value holds when it is done. */
  @SuppressWarnings("NullAway")
  private static Void nothing(Object result) {
    return null;
  }

  private interface Beginning<T> {
    SnapshotWork<T> with(SnapshotFiles files);
  }

  private <T, R> Future<R> begin(Beginning<T> beginning, Function<T, R> result) {
    Promise<R> promise = Futures.promise();
    try {
      Job<T, R> job = new Job<>(beginning.with(files()), result, promise);
      underWay.add(job);
      step(job);
    } catch (Exception e) {
      promise.failure(e);
    }
    return promise.future();
  }

  private <T, R> void step(Job<T, R> job) {
    if (!underWay.contains(job)) {
      return; // it has failed meanwhile
    }
    try {
      switch (job.work.step()) {
        case SnapshotWork.More<T>() -> self().tell(new Again(job), self());
        case SnapshotWork.Wait<T>(var stage) -> {
          var self = self();
          stage.whenComplete((done, failure) ->
              self.tell(failure == null ? new Again(job) : new Broken(job, failure), self));
        }
        case SnapshotWork.Done<T>(T value) -> {
          R result = job.result.apply(value);
          underWay.remove(job);
          job.promise.success(result);
        }
      }
    } catch (Exception e) {
      fail(job, e);
    }
  }

  private void fail(Job<?, ?> job, Throwable reason) {
    if (underWay.remove(job)) {
      job.work.abandon(reason);
      job.promise.failure(reason);
    }
  }

  private SnapshotFiles files() throws IOException {
    SnapshotFiles known = files;
    if (known == null) {
      known =
          new SnapshotFiles(JournalDirectory.of(context().system(), settings.directory()).disk());
      known.sweep();
      files = known;
    }
    return known;
  }

  private static SnapshotRange range(SnapshotSelectionCriteria criteria) {
    return new SnapshotRange(
        criteria.minSequenceNr(),
        criteria.maxSequenceNr(),
        criteria.minTimestamp(),
        criteria.maxTimestamp());
  }

  private final class Announcer implements SnapshotListener {
    @Override
    public void progress(SnapshotProgress progress) {
      context().system().eventStream().publish(progress);
      if (progress.bytes() >= WORTH_A_LINE) {
        LOG.info("{}", progress);
      } else {
        LOG.debug("{}", progress);
      }
    }

    @Override
    public void passedOver(SnapshotDamagedException damage) {
      LOG.warn("an older snapshot is tried, because {}", damage.getMessage());
    }
  }
}
