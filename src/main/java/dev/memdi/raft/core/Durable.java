package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.List;
import java.util.Optional;

/** What must be durable before {@link Step#afterPersist} may be done. */
public sealed interface Durable {
  record TermAdvanced(long term, Optional<NodeId> vote) implements Durable {}

  record EntriesAppended(List<Entry> entries) implements Durable {
    public EntriesAppended {
      entries = List.copyOf(entries);
    }
  }

  /** Everything from index {@code from} on was replaced by what is appended next. */
  record TailRemoved(long from) implements Durable {}

  /** A snapshot took the place of the whole log. */
  record ImageInstalled(Log.Base base) implements Durable {}
}
