package dev.memdi.durable.journal;

/** Where the outcome of a request goes: one of the two, once. */
interface Answer<T> {
  void succeed(T result);

  void fail(Throwable why);
}
