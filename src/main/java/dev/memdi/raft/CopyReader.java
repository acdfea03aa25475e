package dev.memdi.raft;

import dev.memdi.api.Result;
import dev.memdi.api.SizeEstimate;
import dev.memdi.cluster.Post;
import dev.memdi.store.Image;
import dev.memdi.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Holds one image of the shard's state and tells it to one edge, page by page, as it asks. What the
 * image shares with the table costs nothing; what is changed meanwhile is held twice. So it is let
 * go of when it is closed, when nobody has asked for {@link #IDLE}, and after {@link #LONGEST} in
 * any case.
 *
 * <pre>
 *   edge ── OpenCopy ──► Replicator: once a linearizable read may be served ──► this, ── Capture ──► Store
 *     ◄──────────────────────── Opened(revision) ─────────────────────────────── ◄──── Image ──────
 *     ── Pull(from) ─────────────────────────────────────────────────────────►
 *     ◄───────────────────────── Piece(from, next) ─────────────────────────────
 * </pre>
 */
public final class CopyReader extends AbstractBehavior<CopyReader.Command> {
  /** An edge that has asked for nothing for so long is gone. */
  static final Duration IDLE = Duration.ofSeconds(30);

  /** However slowly it is asked for. */
  static final Duration LONGEST = Duration.ofHours(1);

  public sealed interface Command {}

  /** Asks for the keys from the one on before which there are {@code from} others. */
  public record Pull(long from, ActorRef<Told> replyTo) implements Command, Remote {
    public Pull {
      if (from < 0) {
        throw new IllegalArgumentException("from is negative: " + from);
      }
    }
  }

  /** No more will be asked for. */
  public record Close() implements Command, Remote {}

  private record Captured(Image image) implements Command {}

  private record Over(String why) implements Command {}

  /** What an edge is told. */
  public sealed interface Told extends Remote permits Opened, Piece {}

  /** There is a copy, of the state after that revision. */
  public record Opened(long revision, ActorRef<Command> reader) implements Told {}

  /**
   * Keys in order; where all of a piece were past their deadline, none.
   *
   * @param from what was asked for
   * @param next what to ask for next
   * @param last whether there is no next
   */
  public record Piece(long from, long next, boolean last, List<Result.Entry> entries)
      implements Told {
    public Piece {
      entries = List.copyOf(entries);
    }
  }

  private final Post post;
  private final int pieceBytes;
  private final long readAtMillis;
  private final ActorRef<Told> openedTo;
  private Optional<Image> image = Optional.empty();

  private CopyReader(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Post post,
      int pieceBytes,
      long readAtMillis,
      Duration longest,
      ActorRef<Store.Command> store,
      ActorRef<Told> openedTo) {
    super(context);
    this.post = post;
    this.pieceBytes = pieceBytes;
    this.readAtMillis = readAtMillis;
    this.openedTo = openedTo;
    context.setReceiveTimeout(IDLE, new Over("nobody has asked for it for " + IDLE));
    timers.startSingleTimer(new Over("it has been held for " + longest), longest);
    store.tell(new Store.Capture(context.messageAdapter(Image.class, Captured::new)));
  }

  /**
   * For a copy of what {@code store} holds when it starts.
   *
   * @param readAtMillis the shard time by which keys are past their deadline and not in the copy
   * @param longest {@link #LONGEST}, unless somebody has less time
   */
  static Behavior<Command> create(
      Post post,
      int pieceBytes,
      long readAtMillis,
      Duration longest,
      ActorRef<Store.Command> store,
      ActorRef<Told> openedTo) {
    return Behaviors.withTimers(timers ->
        Behaviors.setup(context ->
            new CopyReader(
                context, timers, post, pieceBytes, readAtMillis, longest, store, openedTo)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Captured(Image captured) -> {
        image = Optional.of(captured);
        openedTo.tell(new Opened(captured.index(), getContext().getSelf()));
      }
      case Pull pull -> image.ifPresent(held -> tell(pull, held));
      case Close() -> {
        return Behaviors.stopped();
      }
      case Over(String why) -> {
        getContext().getLog().info("a copy for a backup is let go of: {}", why);
        return Behaviors.stopped();
      }
    }
    return this;
  }

  private void tell(Pull pull, Image held) {
    Image.Page page =
        held.page(pull.from(), pieceBytes, Math.max(readAtMillis, held.stampMillis()));
    Piece piece = new Piece(pull.from(), page.next(), page.last(), page.entries());
    post.send(pull.replyTo(), piece, sizeEstimate(piece));
  }

  private static int sizeEstimate(Piece piece) {
    return (int)
        Math.min(
            Integer.MAX_VALUE, 64 + piece.entries().stream().mapToLong(SizeEstimate::of).sum());
  }
}
