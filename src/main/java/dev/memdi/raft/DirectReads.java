package dev.memdi.raft;

import dev.memdi.api.Assurance;
import dev.memdi.api.Clock;
import dev.memdi.api.Consistency;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.store.Showcase;
import org.jspecify.annotations.Nullable;

/**
 * The way to a shard's table on this node that leads past the actors: a reader looks, on its own
 * thread, at what the store {@link Showcase shows}, and at what the replicator says of it.
 *
 * <pre>
 *   Store ────── the table, up to an index ──────► Showcase ──┐ 1
 *                                                             ├─► reader ─► answer
 *   Replicator ─ its core, after each step, ─────► permit ────┘ 2
 *                before anything of it is done     clock ───────3
 * </pre>
 *
 * <p><b>Why such a read is linearizable.</b> It takes effect at the moment when the permit is taken
 * (2), which lies between its beginning and its end. Two things hold then:
 *
 * <ul>
 *   <li>No other replica leads. The clock is read after the permit was taken (3), so a lease that
 *       holds by it held at (2). A leader that gives its lease up sooner, because it hands over or
 *       has heard of another, puts another permit in place before anybody is told, and (2) finds
 *       the last that was put.
 *   <li>Whatever anybody was told of, by then, is in the table. What an earlier leader committed
 *       lies before this term's first entry, which is committed. What this one commits, it says in
 *       a permit before the store and the followers hear of it, and so before anyone is answered.
 *       And a table that lacks any of what the permit calls committed is not read; that it was
 *       taken before (1) only means that it is compared with what was committed later.
 * </ul>
 *
 * Nothing is in the table that is not committed, so nobody sees what is undone later. A pause after
 * (2), however long, is a slow answer: it was right when it was found. A pause between (1) and (2),
 * or between (2) and (3), makes the read be asked of the actors.
 *
 * <p>A key past its deadline is asked of them too, since its removal has to be in the log first.
 */
public final class DirectReads {
  private static final Assurance LINEARIZABLE = new Assurance.Linearizable();

  private final Clock clock;
  private volatile @Nullable Opening opening;

  public DirectReads(Clock clock) {
    this.clock = clock;
  }

  /** Those of one family: of a life of the replica. */
  private static final class Opening {
    final Showcase showcase;
    volatile @Nullable ReadPermit permit;

    Opening(Showcase showcase) {
      this.showcase = showcase;
    }
  }

  /** A store begins to show a table, for which there is no permit yet. */
  void open(Showcase showcase) {
    opening = new Opening(showcase);
  }

  /** What may be read from now on; before it is done what the step decided. */
  void permit(ReadPermit permit) {
    Opening current = opening;
    if (current != null) {
      current.permit = permit;
    }
  }

  /** Nothing may be read from now on. */
  void close() {
    Opening current = opening;
    if (current != null) {
      current.permit = null;
    }
    opening = null;
  }

  /** The answer, or null if the actors have to be asked. For any thread. */
  public @Nullable Outcome read(Operation.Read read, Consistency consistency) {
    Glance glance = glance(consistency);
    return glance == null ? null : glance.read(read);
  }

  /**
   * What the table showed when this was called, or null if the actors have to be asked. It answers
   * reads that had begun by then. For any thread.
   */
  public @Nullable Glance glance(Consistency consistency) {
    Opening current = opening;
    if (current == null) {
      return null;
    }
    return switch (consistency) {
      case LINEARIZABLE -> linearizable(current);
      case LOCAL -> local(current);
    };
  }

  /** A table as it was at one moment, and what that is worth. */
  public static final class Glance {
    private final Showcase.View view;
    private final long shardTime;
    private final boolean hidesDue;
    private final Assurance assurance;

    private Glance(Showcase.View view, long shardTime, boolean hidesDue, Assurance assurance) {
      this.view = view;
      this.shardTime = shardTime;
      this.hidesDue = hidesDue;
      this.assurance = assurance;
    }

    /** The answer, or null if the actors have to be asked. */
    public @Nullable Outcome read(Operation.Read read) {
      return view.read(read, shardTime, hidesDue, assurance);
    }
  }

  private @Nullable Glance linearizable(Opening current) {
    ReadPermit first = current.permit;
    if (first == null || !first.core().isLeader()) {
      return null; // and the store need show nothing
    }
    Showcase.View view = current.showcase.look();
    ReadPermit permit = current.permit;
    if (view == null || permit == null) {
      return null;
    }
    long now = clock.nanos();
    return permit.isLinearizable(view.appliedIndex(), now)
        ? new Glance(view, permit.core().shardTime(now), false, LINEARIZABLE)
        : null;
  }

  private @Nullable Glance local(Opening current) {
    Showcase.View view = current.showcase.look();
    ReadPermit permit = current.permit;
    if (view == null || permit == null || !permit.reflects(view.appliedIndex())) {
      return null;
    }
    long now = clock.nanos();
    return new Glance(
        view, permit.core().shardTime(now), true, new Assurance.Stale(permit.staleness(now)));
  }
}
