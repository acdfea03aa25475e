package dev.memdi.store;

import dev.memdi.api.Outcome;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes a repeated operation harmless: per edge incarnation, the outcomes that its edge may
 * still ask for. Part of the replicated state.
 */
final class Sessions {
  /** The outcomes of one edge incarnation from {@code floor} on. */
  static final class Session {
    private final OutcomeWindow kept = new OutcomeWindow();
    private long floor;

    long floor() {
      return floor;
    }

    OutcomeWindow kept() {
      return kept;
    }

    void raiseFloor(long stated, StoreRules rules) {
      if (stated > floor) {
        floor = stated;
        kept.trim(rules.trimBelow(stated));
      }
    }
  }

  private static final Outcome CLOSED =
      new Outcome.Unknown("the edge that sent this has been closed");
  private static final Outcome BELOW_FLOOR =
      new Outcome.Unknown("the edge had given up waiting for this");

  private final StoreRules rules;
  private final NavigableMap<Long, Session> open = new TreeMap<>();
  private final NavigableSet<Long> closed = new TreeSet<>();
  private long lastIncarnation;
  private @Nullable Session last; // a burst's commands have one session: found once

  Sessions(StoreRules rules) {
    this.rules = rules;
  }

  /**
   * The outcome of a command: the kept one if it was applied before, else what {@code apply} makes
   * of it now.
   */
  Outcome once(long incarnation, long floor, long sequence, Supplier<Outcome> apply) {
    Session session = session(incarnation);
    if (session == null) {
      return CLOSED;
    }
    session.raiseFloor(floor, rules);
    if (sequence < session.floor && rules.ignoresBelowFloor()) {
      return BELOW_FLOOR;
    }
    Outcome kept = session.kept.get(sequence);
    if (kept != null && rules.answersRepeatsFromKept(kept)) {
      return kept;
    }
    Outcome outcome = apply.get();
    if (rules.keepsRefusals() || !(outcome instanceof Outcome.Refused)) {
      session.kept.put(sequence, outcome);
    }
    return outcome;
  }

  /** Whether a command was applied, or would not be any more. */
  boolean isSettled(long incarnation, long sequence) {
    Session session = open.get(incarnation);
    return closed.contains(incarnation)
        || (session != null && (sequence < session.floor || session.kept.get(sequence) != null));
  }

  /** Closes the session for good. */
  void forget(long incarnation) {
    open.remove(incarnation);
    closed.add(incarnation);
    last = null;
  }

  Map<Long, Session> open() {
    return open;
  }

  NavigableSet<Long> closed() {
    return closed;
  }

  /** Begins anew; what an image held is put back with {@link #restore} and {@link #forget}. */
  void clear() {
    open.clear();
    closed.clear();
    last = null;
  }

  Session restore(long incarnation, long floor) {
    Session session = new Session();
    session.floor = floor;
    open.put(incarnation, session);
    return session;
  }

  private @Nullable Session session(long incarnation) {
    if (last != null && lastIncarnation == incarnation) {
      return last;
    }
    if (closed.contains(incarnation) && rules.closedStaysClosed()) {
      return null;
    }
    Session session = open.computeIfAbsent(incarnation, _ -> new Session());
    lastIncarnation = incarnation;
    last = session;
    return session;
  }
}
