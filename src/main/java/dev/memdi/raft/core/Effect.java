package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.List;
import java.util.OptionalLong;

/** What a step wants done. */
public sealed interface Effect {
  record Send(NodeId to, Message message) implements Effect {}

  /** Entries up to {@code index} are committed: apply them. */
  record Commit(long index) implements Effect {}

  /** These reads may be served from whatever is applied once the commit index known now is. */
  record ServeReads(List<Long> tokens) implements Effect {
    public ServeReads {
      tokens = List.copyOf(tokens);
    }
  }

  /** These reads can't be served here any more. */
  record DropReads(List<Long> tokens) implements Effect {
    public DropReads {
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * Now leader of {@code term}; shard time is the node's monotonic milliseconds plus the offset.
   *
   * @param lossy committed entries may be missing: a majority had forgotten what it acknowledged
   */
  record TookOffice(long term, long clockOffsetMillis, boolean lossy) implements Effect {}

  record LeftOffice(long term) implements Effect {}

  /** A sign of life of the leader of the current term. */
  record HeardLeader(NodeId leader) implements Effect {}

  /**
   * Answers an {@link Input.Consider}.
   *
   * @param remembers whether this replica has all that it acknowledged; else it says only that its
   *     log is no longer than the candidate's
   * @param term this replica's own
   * @param shardTime what it heard that the shard's time is, in milliseconds
   */
  record Answer(
      Candidacy candidacy,
      boolean canvass,
      boolean granted,
      boolean remembers,
      long term,
      OptionalLong shardTime)
      implements Effect {}

  /** Answers an {@link Input.BeginTerm} that was allowed; refusals are silent. */
  record TermBegun(Candidacy candidacy) implements Effect {}

  /** The leader asked this replica to campaign at once, in the term after {@code term}. */
  record Campaign(long term) implements Effect {}

  /**
   * Capture a snapshot of the applied state; answer with {@link Input.ImageCaptured}. Captured
   * twice at one index, it has the same chunks, so that a follower goes on where it was.
   */
  record CaptureImage() implements Effect {}

  /** Chunk {@code message.chunk()} is the next of an arriving snapshot: keep it. */
  record KeepChunk(NodeId from, Message.ImageChunk message) implements Effect {}

  /** All chunks are there: replace the state. */
  record InstallImage(Log.Base base) implements Effect {}

  /** The configuration in force changed. */
  record Reconfigured(Configuration configuration) implements Effect {}

  /** This replica's own removal is committed. */
  record Departed() implements Effect {}
}
