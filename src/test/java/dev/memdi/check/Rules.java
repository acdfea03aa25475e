package dev.memdi.check;

import dev.memdi.api.Key;
import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * What a history is judged by.
 *
 * @param shardOf the shard of a key: operations on several keys are atomic within one
 * @param revisions whether results show true revisions; false for a protocol that hides them
 * @param slack how much earlier or later than its time to live a key may expire, at least
 * @param drift and how much more, as a part of the time to live: by how much clocks' rates differ
 * @param widestRead reads of more keys than this are judged key by key, lest one scan tie all keys
 *     into one group that is too large to search
 * @param steps how much work may be spent on a history before it is given up as undecided; a step
 *     is one task tried in one state, and takes about a microsecond
 */
public record Rules(
    ToIntFunction<Key> shardOf,
    boolean revisions,
    Duration slack,
    double drift,
    int widestRead,
    long steps) {

  /** One shard, and times to live exact to a millisecond: the rules of a single perfect process. */
  public static final Rules STRICT =
      new Rules(key -> 0, true, Duration.ofMillis(1), 0, 64, 2_000_000);

  public Rules withShards(ToIntFunction<Key> shardOf) {
    return new Rules(shardOf, revisions, slack, drift, widestRead, steps);
  }

  public Rules withoutRevisions() {
    return new Rules(shardOf, false, slack, drift, widestRead, steps);
  }

  public Rules withSlack(Duration slack, double drift) {
    return new Rules(shardOf, revisions, slack, drift, widestRead, steps);
  }

  public Rules withWidestRead(int widestRead) {
    return new Rules(shardOf, revisions, slack, drift, widestRead, steps);
  }

  public Rules withSteps(long steps) {
    return new Rules(shardOf, revisions, slack, drift, widestRead, steps);
  }

  /** By how many nanoseconds the end of a life of {@code nanos} may be off. */
  long slackOf(long nanos) {
    return slack.toNanos() + (long) (nanos * drift);
  }
}
