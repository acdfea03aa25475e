package dev.memdi.multijvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Makes system calls of a node that runs fail; where strace can't do that, the test is skipped. */
final class Strace implements AutoCloseable {
  private final Process strace;

  private Strace(Process strace) {
    this.strace = strace;
  }

  /**
   * From now on no force of a file by the node succeeds, as if its disk had an error at each.
   *
   * @param log where strace says what it did
   */
  static Strace failingForces(Node node, Path log) throws IOException {
    return new Strace(
        attach(
            node.pid(),
            log,
            List.of("-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO")));
  }

  /** Ends the test, as skipped, if strace is not there or not let. */
  static void assumeThere(Path folder) throws IOException, InterruptedException {
    Path log = Files.createDirectories(folder).resolve("strace-tried.log");
    Process tried = new ProcessBuilder("sleep", "60").start();
    Process strace;
    try {
      strace = attach(tried.pid(), log, List.of("-e", "trace=fsync"));
    } catch (IOException e) {
      tried.destroyForcibly();
      Assumptions.abort("strace is not there (Debian: apt-get install strace): " + e.getMessage());
      return;
    }
    try {
      Await.until(
          "strace", () -> Await.unless(!strace.isAlive() || isAttached(log), "it does nothing"));
      Assumptions.assumeTrue(
          isAttached(log), () -> "strace may not attach to a process here: see " + log);
    } finally {
      strace.destroyForcibly();
      tried.destroyForcibly();
    }
  }

  private static boolean isAttached(Path log) throws IOException {
    return Files.readString(log).contains("attached");
  }

  private static Process attach(long pid, Path log, List<String> what) throws IOException {
    List<String> command = new ArrayList<>(List.of("strace", "-f"));
    command.addAll(what);
    command.addAll(List.of("-p", Long.toString(pid)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Forces succeed again. */
  @Override
  public void close() {
    strace.destroy(); // it lets go of the process, which goes on
    Await.until("the end of strace", () -> Await.unless(!strace.isAlive(), "it lives"));
  }
}
