package dev.memdi.durable.journal;

import dev.memdi.api.codec.ByteWriter;
import dev.memdi.durable.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A log without actors: what is asked of it is answered as soon as the disk allows. */
final class LogDriver {
  /** The outcome of a request, once there is one. */
  static final class Outcome<T> implements Answer<T> {
    private @Nullable T result;
    private @Nullable Throwable failure;

    @Override
    public void succeed(T value) {
      if (isSettled()) {
        throw new AssertionError("answered twice");
      }
      result = value;
    }

    @Override
    public void fail(Throwable why) {
      if (isSettled()) {
        throw new AssertionError("answered twice", why);
      }
      failure = why;
    }

    boolean isSettled() {
      return result != null || failure != null;
    }

    boolean isDone() {
      return result != null;
    }

    Throwable failure() {
      if (failure == null) {
        throw new AssertionError(result == null ? "not answered" : "succeeded: " + result);
      }
      return failure;
    }

    T get() throws IOException {
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      if (result == null) {
        throw new AssertionError("not answered");
      }
      return result;
    }
  }

  final List<String> warnings = new ArrayList<>();
  final SegmentedLog log;
  private final List<Segment> cold = new ArrayList<>();
  private final Disk disk;

  LogDriver(Disk disk, long segmentBytes) {
    this(disk, segmentBytes, 1);
  }

  LogDriver(Disk disk, long segmentBytes, long seed) {
    this.disk = disk;
    var salts = new SplittableRandom(seed);
    log =
        new SegmentedLog(
            disk,
            new SegmentedLog.Limits(segmentBytes, 1 << 16),
            salts::nextLong,
            (stage, next) -> {
              CompletableFuture<Void> future = stage.toCompletableFuture();
              if (future.isDone()) {
                next.accept(future.isCompletedExceptionally() ? future.exceptionNow() : null);
              } else {
                var _ = future.whenComplete((_, failure) -> next.accept(cause(failure)));
              }
            },
            warnings::add,
            cold::add);
  }

  /** Compresses what is no longer written to. */
  void pack() throws IOException {
    for (Segment segment : List.copyOf(cold)) {
      Packing packing = Packing.begin(disk, segment.source(), segment.number());
      boolean more;
      do {
        more = packing.step();
      } while (more);
      packing.force();
      log.submit(new Request.Swap(segment, packing.finish(segment.salt())));
      log.turn();
    }
    cold.clear();
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  /** One record with events of these numbers, each of which is the text. */
  static EncodedEvents events(String id, long first, long last, String text) {
    var body = new ByteWriter();
    body.putRaw(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
    return new EncodedEvents(id, first, last, body, Frames.crc(body.array(), 0, body.size()));
  }

  Outcome<org.apache.pekko.Done> queue(boolean mayWait, EncodedEvents... events) {
    var outcome = new Outcome<org.apache.pekko.Done>();
    log.submit(new Request.Write(List.of(events), mayWait, outcome));
    return outcome;
  }

  Outcome<org.apache.pekko.Done> write(String id, long number, String text) {
    var outcome = queue(false, events(id, number, number, text));
    log.turn();
    return outcome;
  }

  Outcome<org.apache.pekko.Done> delete(String id, long to) {
    var outcome = new Outcome<org.apache.pekko.Done>();
    log.submit(new Request.Delete(id, to, outcome));
    log.turn();
    return outcome;
  }

  Outcome<Long> highest(String id) {
    var outcome = new Outcome<Long>();
    log.submit(new Request.Highest(id, outcome));
    log.turn();
    return outcome;
  }

  Outcome<ReplayPlan> plan(String id, long from, long to) {
    var outcome = new Outcome<ReplayPlan>();
    log.submit(new Request.Plan(id, from, to, outcome));
    log.turn();
    return outcome;
  }

  /** Recovers as a persistent actor does. */
  List<String> read(String id) throws IOException {
    return read(id, 1, Long.MAX_VALUE);
  }

  /** The texts with their numbers: {@code first-last:text}. */
  List<String> read(String id, long from, long to) throws IOException {
    highest(id).get();
    ReplayPlan plan = plan(id, from, to).get();
    List<String> found = new ArrayList<>();
    try {
      var cursor = new ReplayCursor(plan);
      for (var next = cursor.next(); next != null; next = cursor.next()) {
        Head head = next.head();
        found.add(head.first() + "-" + head.last() + ":" + next.body().utf8());
      }
      return found;
    } finally {
      log.submit(new Request.Release(plan));
      log.turn();
    }
  }
}
