package dev.memdi.edge.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of bodies that all connections together may have in memory. A limit for each request
 * alone would let a thousand connections fill the heap.
 */
final class UploadBudget {
  private final AtomicLong left;

  UploadBudget(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** Takes {@code bytes} if there are as many. */
  boolean take(long bytes) {
    long before = left.get();
    while (before >= bytes) {
      if (left.compareAndSet(before, before - bytes)) {
        return true;
      }
      before = left.get();
    }
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
