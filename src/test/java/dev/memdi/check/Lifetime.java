package dev.memdi.check;

/**
 * When a key expires, as far as a client can know: the write was stamped somewhere between its
 * invocation and its completion, and clocks drift. In between, a key may be seen or not.
 */
record Lifetime(long earliest, long latest) {
  /** Of a write stamped in {@code from..until} to live for {@code nanos}. */
  static Lifetime of(long from, long until, long nanos, Rules rules) {
    long slack = rules.slackOf(nanos);
    return new Lifetime(plus(from, nanos - slack), plus(until, nanos + slack));
  }

  /** May an operation that ran in {@code from..} still have seen the key? */
  boolean maySee(long from) {
    return from <= latest;
  }

  /** May an operation that ran in {@code ..until} have missed the key? */
  boolean mayMiss(long until) {
    return until >= earliest;
  }

  /**
   * Can a key have been said, in {@code from..until}, to have {@code remaining} nanoseconds left?
   */
  boolean mayRemain(long remaining, long from, long until, Rules rules) {
    long slack = rules.slackOf(remaining);
    return plus(from, remaining - slack) <= latest && plus(until, remaining + slack) >= earliest;
  }

  private static long plus(long time, long nanos) {
    long sum = time + nanos;
    if (((time ^ sum) & (nanos ^ sum)) < 0) { // overflow, as in Math.addExact
      return nanos > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    return sum;
  }
}
