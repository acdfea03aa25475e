package dev.memdi.raft;

import dev.memdi.raft.core.RaftCore;
import java.time.Duration;

/**
 * What a replica says to those who read its table without asking it: how it stood after its latest
 * step.
 *
 * @param confirmedAt when a majority last held it for the leader, if it leads
 * @param heardAt when it last heard of its leader, if it follows one; else {@link RaftCore#NEVER}
 */
record ReadPermit(RaftCore core, long confirmedAt, long heardAt) {
  private static final Duration LONG_AGO = Duration.ofDays(365);

  static ReadPermit of(RaftCore core, long heardAt, long now) {
    return new ReadPermit(core, core.majorityConfirmedAt(now), heardAt);
  }

  /** Whether a table up to that index is what a linearizable read sees. */
  boolean isLinearizable(long appliedIndex, long now) {
    return core.mayBeReadDirectly(appliedIndex, confirmedAt, now);
  }

  /** Whether a table up to that index has all that the replica knows to be committed. */
  boolean reflects(long appliedIndex) {
    return appliedIndex >= core.commit();
  }

  /** How long ago the replica last heard of its leader; nothing for the leader itself. */
  Duration staleness(long now) {
    if (core.isLeader()) {
      return Duration.ZERO;
    }
    return heardAt == RaftCore.NEVER ? LONG_AGO : Duration.ofNanos(Math.max(0, now - heardAt));
  }
}
