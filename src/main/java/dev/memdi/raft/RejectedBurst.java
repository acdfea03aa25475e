package dev.memdi.raft;

import dev.memdi.raft.core.Peer;
import java.util.Optional;

/**
 * A replica's word to an edge that a burst was not taken in, so that the edge may try elsewhere or
 * later. Says nothing of earlier attempts of the same operations.
 *
 * @param burst the edge's number of the burst
 */
public record RejectedBurst(int shard, long burst, Reason reason) implements Remote {
  public sealed interface Reason {
    /** The replica does not lead; {@code leader} is whom it follows. */
    record NotLeader(Optional<Peer> leader) implements Reason {}

    /** The leader has as much waiting as it may. */
    record Busy() implements Reason {}
  }
}
