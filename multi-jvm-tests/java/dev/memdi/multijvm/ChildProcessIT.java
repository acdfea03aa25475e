package dev.memdi.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The ground of every multi-JVM test: a child process finds memdi's classes. */
class ChildProcessIT {
  @Test
  void aChildProcessRunsMain() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("surefire.test.class.path");

    Process child =
        new ProcessBuilder(java, "-cp", classPath, "dev.memdi.Main", "--version")
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), UTF_8);

    assertThat(child.waitFor()).isZero();
    assertThat(output).startsWith("memdi ");
  }
}
