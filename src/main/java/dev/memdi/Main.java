package dev.memdi;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code memdi} command. */
@Command(
    name = "memdi",
    description = "A distributed in-memory key-value store.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command and ends the JVM with its exit code, unless a node keeps it alive. */
  public static void main(String[] args) {
    int exitCode = new CommandLine(new Main()).execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      // The version stands in the jar's manifest; classes run from a folder have none.
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"memdi " + (version == null ? "(not packaged)" : version)};
    }
  }
}
