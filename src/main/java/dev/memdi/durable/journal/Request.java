package dev.memdi.durable.journal;

import java.util.List;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** What the journal's log is asked to do. */
sealed interface Request {
  /** What hears that it failed; null if nobody asked. */
  @Nullable Answer<?> answer();

  /** Something that is written. */
  sealed interface Change extends Request {}

  /** Appends atomic writes of one persistence id; answered when forced, unless that may wait. */
  record Write(List<EncodedEvents> events, boolean mayWait, Answer<Done> answer) implements Change {
    long bytes() {
      return events.stream().mapToLong(EncodedEvents::recordBytes).sum();
    }
  }

  /** Deletes events up to a number. */
  record Delete(String id, long to, Answer<Done> answer) implements Change {}

  /** Forces what was confirmed without. */
  record Force() implements Change {
    @Override
    public @Nullable Answer<?> answer() {
      return null;
    }
  }

  /** Deletes a segment of which all events are deleted; first notes elsewhere what it knows. */
  record Drop(Segment segment) implements Change {
    @Override
    public @Nullable Answer<?> answer() {
      return null;
    }
  }

  /** Puts a compressed file in the place of a segment's; null if that could not be made. */
  record Swap(Segment segment, @Nullable Source packed) implements Request {
    @Override
    public @Nullable Answer<?> answer() {
      return null;
    }
  }

  /** Asks for the highest sequence number; told when all writes before are settled. */
  record Highest(String id, Answer<Long> answer) implements Request {}

  /** Asks where events are; the answer is to be given back with {@link Release}. */
  record Plan(String id, long from, long to, Answer<ReplayPlan> answer) implements Request {}

  /** A plan is no longer needed. */
  record Release(ReplayPlan plan) implements Request {
    @Override
    public @Nullable Answer<?> answer() {
      return null;
    }
  }
}
