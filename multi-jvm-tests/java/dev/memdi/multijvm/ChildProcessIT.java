package dev.memdi.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The ground of every multi-JVM test: a child process finds memdi's classes. */
class ChildProcessIT {
  @Test
  void aChildProcessRunsMain() throws Exception {
    Process child = MemdiProcess.of(List.of(), List.of("--version")).start();
    String output = new String(child.getInputStream().readAllBytes(), UTF_8);

    assertThat(child.waitFor()).isZero();
    assertThat(output).startsWith("memdi ");
  }
}
