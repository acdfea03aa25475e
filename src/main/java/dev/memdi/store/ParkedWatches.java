package dev.memdi.store;

import dev.memdi.api.Bytes;
import dev.memdi.api.Changes;
import dev.memdi.api.SizeEstimate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Watches that wait for a change of a key with their prefix, in the order in which they came. */
final class ParkedWatches {
  private static final class Parked {
    final Bytes prefix;
    final long from;
    final ActorRef<Changes> replyTo;
    final long sinceNanos;
    long next; // nothing that matches lies between from and here

    Parked(Bytes prefix, long from, ActorRef<Changes> replyTo, long sinceNanos) {
      this.prefix = prefix;
      this.from = from;
      this.replyTo = replyTo;
      this.sinceNanos = sinceNanos;
      this.next = from;
    }
  }

  private final int shard;
  private final StoreBounds bounds;
  private final Delivery delivery;
  private final Deque<Parked> parked = new ArrayDeque<>();

  ParkedWatches(int shard, StoreBounds bounds, Delivery delivery) {
    this.shard = shard;
    this.bounds = bounds;
    this.delivery = delivery;
  }

  boolean isEmpty() {
    return parked.isEmpty();
  }

  /** Answers at once what there is to tell; with nothing to tell, parks the watch. */
  void ask(StateMachine state, Bytes prefix, long from, ActorRef<Changes> replyTo, long nowNanos) {
    if (from == 0) {
      long present = state.appliedIndex() + 1;
      replyTo.tell(new Changes(shard, present, present, false, List.of()));
      return;
    }
    Parked watch = new Parked(prefix, from, replyTo, nowNanos);
    if (tell(watch, state)) {
      return;
    }
    if (parked.size() >= bounds.parkedWatches()) {
      tellNothing(parked.removeFirst());
    }
    parked.addLast(watch);
  }

  /** Answers those for whom there is something by now. */
  void review(StateMachine state) {
    for (Iterator<Parked> all = parked.iterator(); all.hasNext(); ) {
      if (tell(all.next(), state)) {
        all.remove();
      }
    }
  }

  /**
   * Answers those who waited long enough. Who asked for what this replica has not reached learns
   * that, or, where this replica has led the shard all the while and so has everything that was
   * ever committed, that there is no such revision.
   */
  void dismiss(StateMachine state, long nowNanos, Optional<Long> leadingSinceNanos) {
    while (!parked.isEmpty() && patienceNanos(nowNanos) <= 0) {
      Parked watch = parked.removeFirst();
      long present = state.appliedIndex() + 1;
      if (watch.from <= present) {
        tellNothing(watch);
      } else if (leadingSinceNanos.map(since -> watch.sinceNanos - since >= 0).orElse(false)) {
        tell(watch, new Changes(shard, present, present, true, List.of()));
      } else {
        tell(watch, new Changes(shard, watch.from, present, false, List.of()));
      }
    }
  }

  /** How long the first one, which there must be, will wait yet. */
  long patienceNanos(long nowNanos) {
    return bounds.watchPatience().toNanos() - (nowNanos - parked.getFirst().sinceNanos);
  }

  private boolean tell(Parked watch, StateMachine state) {
    Changes changes = state.changes(watch.prefix, watch.next, bounds.pieceBytes());
    if (changes.gap()) {
      tell(watch, changes);
      return true;
    }
    if (changes.events().isEmpty()) {
      watch.next = changes.next();
      return false;
    }
    tell(watch, new Changes(shard, watch.from, changes.next(), false, changes.events()));
    return true;
  }

  private void tellNothing(Parked watch) {
    tell(watch, new Changes(shard, watch.from, watch.next, false, List.of()));
  }

  private void tell(Parked watch, Changes changes) {
    long size = Math.min(SizeEstimate.of(changes), Integer.MAX_VALUE);
    delivery.deliver(watch.replyTo, changes, (int) size);
  }
}
