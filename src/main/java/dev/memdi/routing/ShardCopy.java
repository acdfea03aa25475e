package dev.memdi.routing;

import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import java.util.List;
import java.util.function.Consumer;

/**
 * A shard's keys as they were at one revision, read page by page while writes go on. Held in memory
 * where it is read from until it is closed, or nobody has asked for a while. Callbacks run on a
 * thread of the store's.
 */
public interface ShardCopy {
  /** Every change up to this one is in the copy, and no later one. */
  long revision();

  /** Asks for the keys that come next; not again before {@code whenDone} was called, once. */
  void next(Consumer<Next> whenDone);

  /** No more will be asked for. May be called at any time, and again. */
  void close();

  /** What came of asking for a copy. */
  sealed interface Opening {
    record Opened(ShardCopy copy) implements Opening {}

    record Refused(Refusal refusal) implements Opening {}
  }

  /** What came of asking for the next keys. */
  sealed interface Next {
    /** May be empty; {@code last} says that none follow. */
    record Page(List<Result.Entry> entries, boolean last) implements Next {
      public Page {
        entries = List.copyOf(entries);
      }
    }

    /** There is no more to be had of this copy. */
    record Lost(String why) implements Next {}
  }
}
