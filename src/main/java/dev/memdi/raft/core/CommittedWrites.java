package dev.memdi.raft.core;

import dev.memdi.api.codec.LoggedCommand;
import java.util.HashMap;
import java.util.HashSet;

/** What a committed entry says of the writes that edges wait for. */
final class CommittedWrites {
  /**
   * By shard time, in milliseconds. A request lasts at most a minute: an edge repeats no write
   * after that. The log's stamps tell, not a clock: a replica that is cut off does not see what is
   * repeated.
   */
  static final long REPEATED_WITHIN = 120_000;

  private final HashSet<RemovedWrite.Id> writes = new HashSet<>();
  private final HashMap<Long, Long> floors = new HashMap<>(); // by the edge's incarnation
  private final long stamp;

  private CommittedWrites(long stamp) {
    this.stamp = stamp;
  }

  static CommittedWrites of(Entry entry) {
    CommittedWrites committed = new CommittedWrites(entry.stamp());
    entry.forEachCommand(committed::add);
    return committed;
  }

  private void add(LoggedCommand command) {
    switch (command) {
      case LoggedCommand.Client client -> {
        long floor = floors.merge(client.incarnation(), client.floor(), Math::max);
        if (client.sequence() >= floor) { // else it is not applied
          writes.add(RemovedWrite.Id.of(client));
        }
      }
      case LoggedCommand.Forget(long incarnation) -> floors.put(incarnation, Long.MAX_VALUE);
      case LoggedCommand.Expire expire -> {}
    }
  }

  boolean holds(RemovedWrite.Id id) {
    return writes.contains(id);
  }

  /** Whether that write will not be sent again. */
  boolean givesUp(RemovedWrite write) {
    return write.id().sequence() < floors.getOrDefault(write.id().incarnation(), Long.MIN_VALUE)
        || stamp > write.stamp() + REPEATED_WITHIN;
  }
}
