package dev.memdi.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operation that was done has to tell. */
public sealed interface Result {

  /** A key that exists; {@code ttl} is what remains of its time to live, if it has one. */
  record Found(Bytes value, Revision revision, Optional<Duration> ttl) implements Result {}

  /** A key that does not exist. */
  record Missing() implements Result {}

  /** A set; {@code created} says that the key did not exist before. */
  record Written(Revision revision, boolean created) implements Result {}

  /** A delete at {@code revision}; {@code existed} says whether there was anything to delete. */
  record Deleted(Revision revision, boolean existed) implements Result {}

  /** The new value of an increment or an append. */
  record Updated(Bytes value, Revision revision) implements Result {}

  /** One result for each part of the operation, in its order. */
  record Many(List<Result> results) implements Result {
    public Many {
      results = List.copyOf(results);
    }
  }

  /** A page in key order; {@code more} says that keys follow the last one. */
  record Page(List<Entry> entries, boolean more) implements Result {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** A number: of keys, or of bytes where the operation says so. */
  record Counted(long keys) implements Result {}

  /** One of several steps that was certainly not done. */
  record Failed(Refusal refusal) implements Result {}

  /** A key of a page with its value. */
  record Entry(Key key, Bytes value, Revision revision, Optional<Duration> ttl) {}
}
