package dev.memdi.store;

import dev.memdi.api.Burst;
import dev.memdi.api.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** A leader's care for keys past their deadline: that the log removes them, and soon. */
final class Expiry {
  /**
   * Removals by timer are gathered for at least this long: nobody is served a due key meanwhile.
   */
  private static final long SHORTEST_WAIT_MILLIS = 10;

  /** The scheduler takes no delay of years. */
  private static final long LONGEST_WAIT_MILLIS = 3_600_000;

  /** Calls {@link #rang} after a while. */
  interface Alarm {
    /** In place of what was set before. */
    void set(Duration in);

    void cancel();
  }

  private final StateMachine state;
  private final Clock clock;
  private final StoreRules rules;
  private final Alarm alarm;
  private final ExpiryProposals proposals;

  private boolean leading;
  private long offset;
  private long alarmAt = Slot.NO_DEADLINE; // in shard time

  /** {@code proposer} puts a burst into the log if it can, and need not say when it cannot. */
  Expiry(StateMachine state, Clock clock, StoreRules rules, Consumer<Burst> proposer, Alarm alarm) {
    this.state = state;
    this.clock = clock;
    this.rules = rules;
    this.alarm = alarm;
    this.proposals = new ExpiryProposals(proposer);
  }

  /** This replica leads: its shard time is its clock's milliseconds and {@code offsetMillis}. */
  void lead(long offsetMillis) {
    leading = true;
    offset = offsetMillis;
    review();
  }

  /** This replica leads no more. */
  void follow() {
    leading = false;
    proposals.clear();
    alarm.cancel();
    alarmAt = Slot.NO_DEADLINE;
  }

  boolean leads() {
    return leading;
  }

  /** The alarm did. */
  void rang() {
    alarmAt = Slot.NO_DEADLINE;
    if (leading && state.nextDeadline() <= shardTime()) {
      proposals.propose(state.nextDeadline(), shardTime());
    }
    review();
  }

  /** Somebody waits for what is due at that shard time to be gone. */
  void hurry(long due) {
    proposals.propose(due, shardTime());
    review();
  }

  /** The log removed what was due at that shard time. */
  void applied(long due) {
    proposals.applied(due);
  }

  /** Wakes for the next deadline or, with removals on their way, when they count as lost. */
  void review() {
    long wake = proposals.isEmpty() ? state.nextDeadline() : proposals.lostAt();
    if (wake == Slot.NO_DEADLINE && alarmAt != Slot.NO_DEADLINE) {
      alarm.cancel();
      alarmAt = Slot.NO_DEADLINE;
    }
    if (!leading || wake >= alarmAt) {
      return; // one that rings too early is set again
    }
    alarmAt = wake;
    long now = shardTime();
    long wait =
        wake > now + LONGEST_WAIT_MILLIS
            ? LONGEST_WAIT_MILLIS
            : Math.max(wake - now, SHORTEST_WAIT_MILLIS);
    alarm.set(Duration.ofMillis(wait));
  }

  private long shardTime() {
    return rules.shardTime(clock.nanos() / 1_000_000, offset);
  }
}
