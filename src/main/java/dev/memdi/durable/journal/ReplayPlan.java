package dev.memdi.durable.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of a persistence id in a range of sequence numbers are.
 *
 * @param after the number that the first of them follows on, at most: what is not higher is deleted
 *     or not wanted
 */
record ReplayPlan(String id, long after, long to, List<Part> parts) {
  /** One segment of them; with entries if they are not to be read from its index. */
  record Part(Segment segment, Source source, long salt, Summary summary, @Nullable Entries live) {}
}
