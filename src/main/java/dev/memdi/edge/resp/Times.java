package dev.memdi.edge.resp;

import java.time.Duration;

/** How a client counts time. */
enum Times {
  SECONDS(1000),
  MILLIS(1);

  private final long millis;

  Times(long millis) {
    this.millis = millis;
  }

  /** A time to live of something, at least. */
  Duration fromNow(Call call, int at) {
    if (call.integer(at) <= 0) {
      throw invalid(call);
    }
    return anyFromNow(call, at);
  }

  /** A time to live, which may be over before it begins. */
  Duration anyFromNow(Call call, int at) {
    long ttl = inMillis(call, at);
    long now = call.backend().clock().epochMillis();
    if (ttl > Long.MAX_VALUE - now) {
      throw invalid(call);
    }
    return Duration.ofMillis(ttl);
  }

  /** What is left until a moment after 1970. */
  Duration untilPositive(Call call, int at) {
    if (call.integer(at) <= 0) {
      throw invalid(call);
    }
    return until(call, at);
  }

  /** What is left until any moment. */
  Duration until(Call call, int at) {
    long moment = inMillis(call, at);
    long now = call.backend().clock().epochMillis();
    return Duration.ofMillis(moment < 0 ? Math.min(moment, -1) : moment - now);
  }

  private long inMillis(Call call, int at) {
    long number = call.integer(at);
    if (number > Long.MAX_VALUE / millis || number < Long.MIN_VALUE / millis) {
      throw invalid(call);
    }
    return number * millis;
  }

  /** As it is told: seconds are rounded. */
  long tell(long inMillis) {
    return (inMillis + millis / 2) / millis;
  }

  private static CommandException invalid(Call call) {
    return new CommandException(
        "ERR invalid expire time in '" + call.command().name() + "' command");
  }
}
