package dev.memdi.raft.core;

/**
 * How far a member is, as its leader knows it.
 *
 * @param match the member's log equals the leader's up to here
 * @param next where the next entries sent to it begin
 * @param confirmedAt the leader's time when it sent the newest message that the member has
 *     answered: the member held it for leader then or later
 * @param heardAt the leader's time when it last heard of the member
 * @param life the member's, if it has said that it may have forgotten what it acknowledged in
 *     earlier ones; else 0
 * @param lifeHeardAt the leader's time when it first heard of that life
 */
public record Progress(
    long match, long next, Mode mode, long confirmedAt, long heardAt, long life, long lifeHeardAt) {
  /** How entries are sent (after etcd's raft). */
  public sealed interface Mode {
    /** Where its log agrees is not known: one message at a time. */
    record Probing(boolean waiting) implements Mode {}

    /**
     * Entries flow, up to the window.
     *
     * @param movedAt the leader's time when the member last acknowledged something new, or was sent
     *     entries while it lacked none
     */
    record Streaming(long movedAt) implements Mode {}

    /**
     * It lacks entries that are no longer in the log; a snapshot is sent.
     *
     * @param acknowledged the chunks that it has
     * @param sent the chunks that were sent
     * @param movedAt the leader's time when either last changed
     */
    record Installing(long imageIndex, int acknowledged, int sent, long movedAt) implements Mode {}
  }

  /** Whether it has answered what its leader sent less than {@code nanos} ago. */
  boolean hasAnsweredWithin(long nanos, long now) {
    return confirmedAt != RaftCore.NEVER && now - confirmedAt < nanos;
  }

  public Progress at(long newMatch, long newNext) {
    return new Progress(newMatch, newNext, mode, confirmedAt, heardAt, life, lifeHeardAt);
  }

  public Progress in(Mode newMode) {
    return new Progress(match, next, newMode, confirmedAt, heardAt, life, lifeHeardAt);
  }

  public Progress heard(long sentAt, long now) {
    return new Progress(
        match,
        next,
        mode,
        Math.max(confirmedAt, sentAt),
        Math.max(heardAt, now),
        life,
        lifeHeardAt);
  }

  /**
   * In a life that may have forgotten what earlier ones acknowledged: where its log agrees is not
   * known. That an earlier life held the leader for leader still binds this one.
   */
  Progress inLife(long newLife, long newNext, long now) {
    return new Progress(0, newNext, new Mode.Probing(false), confirmedAt, now, newLife, now);
  }
}
