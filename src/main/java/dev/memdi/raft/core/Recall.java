package dev.memdi.raft.core;

import java.util.Optional;

/**
 * Whether a replica's log holds all that the replica ever acknowledged. Where entries are
 * acknowledged before they are on disk, a crash may take some of them; the term and the vote it
 * never takes, for those are forced first.
 */
public sealed interface Recall {
  Recall COMPLETE = new Complete();

  /** Nothing that it acknowledged is missing. */
  record Complete() implements Recall {}

  /**
   * Some of what it acknowledged in an earlier life may be missing.
   *
   * @param life tells this life of the replica from those before
   * @param goal once its log agrees with its leader's so far, nothing is missing any more
   */
  record Partial(long life, Optional<Goal> goal) implements Recall {}

  /**
   * Where the log of the leader of {@code term} ended when it had heard of the replica's life.
   * Whatever the replica acknowledged before and can be committed lies below.
   */
  record Goal(long term, long index) {}
}
