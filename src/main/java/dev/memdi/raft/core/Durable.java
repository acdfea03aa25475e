package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * A change of what a replica must not forget: of its {@link DurableState}. Those of a step must be
 * durable before {@link Step#afterPersist} may be done.
 */
public sealed interface Durable {
  /**
   * The replica came to be, under the identity that it keeps for as long as it has its log.
   *
   * @param founder whether it is one of the shard's first voters, rather than taken in later
   */
  record Founded(NodeId self, Birth.Founders founders, boolean founder) implements Durable {}

  /**
   * The replica holds nothing of its shard, or nothing any more; but there is such a shard, and so
   * it must not take part in founding another.
   */
  record Discarded() implements Durable {}

  record TermAdvanced(long term, Optional<NodeId> vote) implements Durable {}

  record EntriesAppended(List<Entry> entries) implements Durable {
    public EntriesAppended {
      entries = List.copyOf(entries);
    }
  }

  /** Everything from index {@code from} on was replaced by what is appended next. */
  record TailRemoved(long from) implements Durable {}

  /**
   * From now on the replica acknowledges entries before they are on its disk: after a crash its log
   * may lack some of them.
   */
  record Exposed() implements Durable {}

  /** All that the replica ever acknowledged is in its log. */
  record Settled() implements Durable {}

  /** A snapshot took the place of the whole log. */
  record ImageInstalled(Log.Base base) implements Durable {}
}
