package dev.memdi.raft;

/**
 * The snapshot that a replica took over from its leader could not be kept: what it has in memory
 * and what it has on disk do not go together any more.
 */
final class SnapshotNotKeptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SnapshotNotKeptException(Throwable cause) {
    super("the leader's snapshot can't be kept: " + cause.getMessage(), cause);
  }
}
