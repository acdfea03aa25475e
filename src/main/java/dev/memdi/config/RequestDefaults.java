package dev.memdi.config;

import dev.memdi.api.Ack;
import dev.memdi.api.Consistency;
import dev.memdi.api.Keyspace;
import java.time.Duration;

/** What holds for a request whose client did not say otherwise. */
public record RequestDefaults(Duration timeout, Ack ack, Consistency read) {
  /** No request waits longer, whatever its client asks. */
  public static final Duration LONGEST = Duration.ofMinutes(1);

  /** The same where a keyspace has its own word on it. */
  public RequestDefaults in(Keyspace keyspace) {
    return new RequestDefaults(timeout, keyspace.ack(), keyspace.read());
  }

  static RequestDefaults read(Reader reader) {
    return new RequestDefaults(
        reader.duration("memdi.requests.timeout"),
        reader.choice("memdi.requests.ack", Ack.class),
        reader.choice("memdi.requests.read", Consistency.class));
  }

  void check(Problems problems) {
    problems.expect(
        timeout.isPositive() && timeout.compareTo(LONGEST) <= 0,
        "memdi.requests.timeout",
        timeout,
        "is longer than nothing and at most 1 minute");
  }
}
