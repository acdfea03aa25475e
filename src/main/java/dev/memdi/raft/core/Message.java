package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.List;

/** What replicators say to each other. Every message carries the sender's term. */
public sealed interface Message {
  long term();

  /** Sent by a leader, of whose liveness it is proof. */
  sealed interface FromLeader extends Message permits Append, ImageChunk {}

  /** The answer to a leader; {@code sentAt} gives the leader back the time of what is answered. */
  sealed interface ToLeader extends Message permits Appended, Rejected, ImageProgress {
    long sentAt();
  }

  /**
   * AppendEntries (Raft paper, figure 2); without entries, a beat.
   *
   * @param sentAt the leader's monotonic clock when it was sent: comes back in the answer, which
   *     thereby confirms the leadership as of that moment
   * @param shardTime the shard's time in milliseconds when it was sent
   */
  record Append(
      long term,
      long previousIndex,
      long previousTerm,
      List<Entry> entries,
      long commit,
      long sentAt,
      long shardTime)
      implements FromLeader {
    public Append {
      entries = List.copyOf(entries);
    }
  }

  /** The follower's log equals the leader's up to {@code match}. */
  record Appended(long term, long match, long sentAt) implements ToLeader {}

  /**
   * The entry before the sent ones is not in the follower's log; {@code hintIndex} and {@code
   * hintTerm} are the end of the longest part that might still agree (Raft paper §5.3, end).
   */
  record Rejected(long term, long previousIndex, long hintIndex, long hintTerm, long sentAt)
      implements ToLeader {}

  /** A piece of a snapshot (Raft paper §7); {@code bytes} are put in by the actor that sends it. */
  record ImageChunk(
      long term,
      Log.Base base,
      int chunk,
      int chunks,
      dev.memdi.api.Bytes bytes,
      long sentAt,
      long shardTime)
      implements FromLeader {
    public ImageChunk withBytes(dev.memdi.api.Bytes filled) {
      return new ImageChunk(term, base, chunk, chunks, filled, sentAt, shardTime);
    }
  }

  /**
   * The follower holds the chunks before {@code nextChunk} of the snapshot at {@code imageIndex}.
   */
  record ImageProgress(long term, long imageIndex, int nextChunk, long sentAt)
      implements ToLeader {}

  /**
   * To a leader: in this life of it, the sender may have forgotten what it acknowledged in earlier
   * ones. How far must it be caught up?
   */
  record AskGoal(long term, long life) implements Message {}

  /** The answer: up to {@code index} of the leader's log. */
  record TellGoal(long term, long life, long index) implements Message {}

  /** Leadership transfer (thesis §3.10): the receiver campaigns at once. */
  record CampaignNow(long term, NodeId target) implements Message {}
}
