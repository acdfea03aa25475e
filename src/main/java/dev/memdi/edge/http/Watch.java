package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.routing.Router;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Changes of all shards as one event stream, until the server ends. Pulls: a shard is asked for its
 * next piece only when the client takes bytes, and only while none of its pieces waits here. So a
 * slow client holds one piece per shard in memory at most, and what it misses stays in the shards'
 * histories.
 *
 * <p>A watch from the present first learns where the present is in every shard; until then there is
 * no token that a client could resume from, so no change is sent.
 */
final class Watch extends GraphStage<SourceShape<ByteString>> {
  private static final int FRAMES_CHARS = 16 * 1024;

  private final Outlet<ByteString> out = Outlet.create("Watch.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final Router router;
  private final Bytes prefix;
  private final String from;
  private final Duration beat;
  private final IntConsumer watching;
  private final Ending ending;

  /**
   * Begins at {@code from}: a token that {@link Positions} reads, {@code start}, or nothing for the
   * present. Tells {@code watching} +1 when it starts and -1 when it ends. Ends with {@code
   * ending}.
   */
  Watch(
      Router router,
      Bytes prefix,
      String from,
      Duration beat,
      IntConsumer watching,
      Ending ending) {
    this.router = router;
    this.prefix = prefix;
    this.from = from;
    this.beat = beat;
    this.watching = watching;
    this.ending = ending;
    begin(); // a token that makes no sense is refused before there is a stream
  }

  private Positions begin() {
    int shards = router.shards();
    return switch (from) {
      case "" -> Positions.present(shards);
      case "start" -> Positions.start(shards);
      default ->
          Positions.parse(from, shards)
              .orElseThrow(() ->
                  Rejection.invalid(
                      "'%s' is no position to watch from: give 'start', or the id of an event"
                              .formatted(from)
                          + " of this keyspace"));
    };
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public Logic createLogic(Attributes attributes) {
    return new Logic();
  }

  /** One watcher's stream; runs in one thread at a time. */
  final class Logic extends TimerGraphStageLogic {
    private final Positions positions = begin();
    private final Deque<Integer> idle = new ArrayDeque<>();
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private final AsyncCallback<Changes> arrived = createAsyncCallback(this::arrived);
    private final AsyncCallback<Done> end = createAsyncCallback(done -> completeStage());
    private Runnable over = () -> {};
    private boolean opened;
    private boolean tokenTold;
    private boolean unsentPosition;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              ask();
              send();
            }
          });
    }

    @Override
    public void preStart() {
      watching.accept(1);
      unsentPosition = positions.known();
      for (int shard = 0; shard < positions.shards(); shard++) {
        idle.add(shard);
      }
      scheduleWithFixedDelay("beat", beat, beat);
      over = ending.tell(() -> end.invoke(Done.getInstance()));
    }

    @Override
    public void postStop() {
      over.run();
      watching.accept(-1);
    }

    @Override
    public void onTimer(Object key) {
      if (isAvailable(out)) {
        StringBuilder frames = new StringBuilder();
        EventStream.beat(frames);
        push(frames);
      }
    }

    /** Asks the shards of which nothing is on its way and nothing waits here. */
    private void ask() {
      for (int left = idle.size(); left > 0; left--) {
        int shard = idle.remove();
        if (positions.known() || positions.of(shard) == 0) {
          router.changes(shard, prefix, positions.of(shard), arrived::invoke);
        } else {
          idle.add(shard); // its changes would have no token yet
        }
      }
    }

    private void arrived(Changes changes) {
      int shard = changes.shard();
      Piece piece = new Piece(changes, router.keyspace().first() + shard);
      if (positions.of(shard) == 0 || piece.isDone()) {
        unsentPosition |= positions.advance(shard, piece.end());
        idle.add(shard);
      } else {
        pieces.add(piece);
      }
      if (isAvailable(out)) {
        ask();
        send();
      }
    }

    /** Sends what waits here, as far as it fits into one chunk. */
    private void send() {
      boolean tokenDue = !tokenTold && positions.known(); // from it on nothing is missed
      if (opened && pieces.isEmpty() && !tokenDue) {
        return;
      }
      StringBuilder frames = new StringBuilder();
      while (!pieces.isEmpty() && frames.length() < FRAMES_CHARS) {
        Piece piece = pieces.element();
        piece.writeNext(positions, frames);
        unsentPosition = false;
        tokenTold = true;
        if (piece.isDone()) {
          unsentPosition |= positions.advance(piece.shard(), piece.end());
          idle.add(pieces.remove().shard());
        }
      }
      push(frames);
    }

    /** Adds what every chunk may need: the opening, and the position where no event told it. */
    private void push(StringBuilder frames) {
      StringBuilder whole = new StringBuilder();
      if (!opened) {
        opened = true;
        EventStream.opening(whole);
      }
      whole.append(frames);
      if (unsentPosition && positions.known()) {
        unsentPosition = false;
        tokenTold = true;
        EventStream.position(whole, positions.token());
      }
      if (!whole.isEmpty()) {
        push(out, ByteString.fromString(whole.toString()));
      }
    }
  }
}
