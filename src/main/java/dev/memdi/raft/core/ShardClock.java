package dev.memdi.raft.core;

/**
 * What a replica knows of its shard's time: the time is the leader's to define, and each of its
 * messages tells what it was when the message was sent. A message that was long under way would set
 * a follower's clock back, and with it every time to live if that follower led next; so a leader's
 * later word counts only as far as it is no older than what the same leader's earlier word has come
 * to by now, less the drift.
 *
 * @param offsetMillis the shard's time in milliseconds is this plus the node's monotonic
 *     milliseconds
 * @param term whose leader was heard last
 * @param bestAt when the message arrived that the offset is taken from, in monotonic nanoseconds;
 *     {@link RaftCore#NEVER} if no leader was heard
 */
public record ShardClock(long offsetMillis, long term, long bestAt) {

  /** That of a replica that has heard no leader: the clock on the wall. */
  static ShardClock ofWall(long epochMillis, long now) {
    return new ShardClock(epochMillis - millis(now), 0, RaftCore.NEVER);
  }

  /** From {@code now} on the shard's time is told by this replica, which leads. */
  static ShardClock ofLeader(long shardTime, long term, long now) {
    return new ShardClock(shardTime - millis(now), term, now);
  }

  /** The shard's time, as far as is known. */
  long at(long now) {
    return millis(now) + offsetMillis;
  }

  /**
   * The leader of {@code term} said that it is {@code shardTime}. It was so when it was sent, so by
   * now it is at least that; what it said before has grown by at least the time since, less {@code
   * drift}.
   */
  ShardClock heard(long shardTime, long term, long now, double drift) {
    long said = shardTime - millis(now);
    return isHeard()
            && term == this.term
            && said < offsetMillis - (long) Math.ceil(millis(now - bestAt) * drift)
        ? this
        : new ShardClock(said, term, now);
  }

  /**
   * Another replica says that the time is at least {@code shardTime}, by what it heard of leaders.
   * Whoever asks for votes hears this of a majority, so a leader's clock is behind only if what all
   * of these heard was late.
   */
  ShardClock told(long shardTime, long now) {
    long said = shardTime - millis(now);
    return isHeard() && said <= offsetMillis ? this : new ShardClock(said, term, now);
  }

  /** Whether it was ever heard of a leader. */
  boolean isHeard() {
    return bestAt != RaftCore.NEVER;
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
