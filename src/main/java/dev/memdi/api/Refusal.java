package dev.memdi.api;

/** Why an operation was certainly not done. Each edge maps these to its own errors in one table. */
public sealed interface Refusal {
  /** What was wrong, for a person. */
  String message();

  /** A condition did not hold; {@code revision} is the key's, or NONE if it does not exist. */
  record ConditionFailed(Key key, Revision revision) implements Refusal {
    @Override
    public String message() {
      return "the condition on key '%s' does not hold: %s"
          .formatted(
              key,
              revision.equals(Revision.NONE)
                  ? "the key does not exist"
                  : "it is at revision " + revision);
    }
  }

  /** An increment of something that is not a decimal signed 64-bit integer. */
  record NotAnInteger(Key key) implements Refusal {
    @Override
    public String message() {
      return "the value of key '%s' is not a signed 64-bit integer".formatted(key);
    }
  }

  /** An increment beyond the range of a signed 64-bit integer. */
  record Overflow(Key key) implements Refusal {
    @Override
    public String message() {
      return "the increment of key '%s' would overflow a signed 64-bit integer".formatted(key);
    }
  }

  /** A key, a value or a request over its limit. */
  record TooLarge(String what, long size, long limit) implements Refusal {
    @Override
    public String message() {
      return "%s of %d bytes is over the limit of %d".formatted(what, size, limit);
    }
  }

  /** Keys of an operation that must lie in one shard lie in several. */
  record CrossShard() implements Refusal {
    @Override
    public String message() {
      return "the keys of a batch must lie in one shard: give them a common {hash tag}";
    }
  }

  /** The keyspace cannot give the acknowledgement that was asked for. */
  record AckUnavailable(Ack ack, String why) implements Refusal {
    @Override
    public String message() {
      return "ack '%s' is not available: %s"
          .formatted(ack.name().toLowerCase(java.util.Locale.ROOT), why);
    }
  }

  /** A queue or window is full; try again later. */
  record Busy(String what) implements Refusal {
    @Override
    public String message() {
      return what + " is full: try again later";
    }
  }

  /** Nobody could serve the operation in time and it was never sent. */
  record Unavailable(String why) implements Refusal {
    @Override
    public String message() {
      return why;
    }
  }

  /** The request itself makes no sense. */
  record Invalid(String message) implements Refusal {}
}
