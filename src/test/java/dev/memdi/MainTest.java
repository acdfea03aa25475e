package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  @Test
  void withoutArgumentsItPrintsItsUsage() {
    var out = new StringWriter();

    int exitCode = new CommandLine(new Main()).setOut(new PrintWriter(out)).execute();

    assertThat(exitCode).isZero();
    assertThat(out.toString()).startsWith("Usage: memdi");
  }
}
