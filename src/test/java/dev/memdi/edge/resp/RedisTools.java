package dev.memdi.edge.resp;

import java.io.IOException;

/** What Redis brings along, where it is installed. */
final class RedisTools {
  private RedisTools() {}

  static boolean isInstalled(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
