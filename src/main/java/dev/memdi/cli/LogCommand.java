package dev.memdi.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memdi log}: what a node has on disk. */
@Command(
    name = "log",
    description = "Looks at what a node keeps on disk.",
    mixinStandardHelpOptions = true)
public final class LogCommand implements Runnable {
  /** Reads a directory, and prints what is in it and what is wrong with it. */
  public interface Inspect {
    /**
     * @param records whether to print each record
     * @return whether nothing is wrong
     */
    boolean inspect(Path directory, boolean records, PrintWriter out) throws IOException;
  }

  private final Inspect inspect;

  @Spec private CommandSpec spec;

  public LogCommand(Inspect inspect) {
    this.inspect = inspect;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "inspect",
      description = {
        "Reads the journal and the snapshots in a directory (memdi.node.data), checks all checksums,"
            + " and says what is wrong in which file at which byte. Changes nothing, and may be used"
            + " while a node runs there.",
        "",
        "Exit code: 0 nothing is wrong, 1 something is, or there is nothing to read."
      },
      mixinStandardHelpOptions = true)
  int inspect(
      @Parameters(paramLabel = "DIR", description = "The directory.") Path directory,
      @Option(names = "--records", description = "Print every record, and what it says.")
          boolean records) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      boolean sound = inspect.inspect(directory, records, out);
      out.flush();
      return sound ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (IOException e) {
      out.flush();
      spec.commandLine().getErr().println("memdi: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }
}
