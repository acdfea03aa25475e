package dev.memdi.cli;

import java.io.IOException;
import java.io.InputStream;

/**
 * Stops this process when its parent is gone, however that ended. The parent holds the other end of
 * this process's standard input, which ends with it.
 */
final class ParentWatch {
  /** How a parent asks for it. */
  static final String OPTION = "--stop-with-parent";

  private ParentWatch() {}

  static void begin() {
    Thread.ofPlatform().daemon().name("parent-watch").start(() -> waitFor(System.in));
  }

  private static void waitFor(InputStream parent) {
    try {
      parent.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // no longer there either
    }
    System.exit(0);
  }
}
