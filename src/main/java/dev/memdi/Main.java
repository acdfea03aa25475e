package dev.memdi;

import dev.memdi.cli.BackupCommand;
import dev.memdi.cli.LocalCommand;
import dev.memdi.cli.LogCommand;
import dev.memdi.cli.NodeCommand;
import dev.memdi.cli.RehearseCommand;
import dev.memdi.cli.RestoreCommand;
import dev.memdi.cli.VersionCommand;
import dev.memdi.config.InvalidConfigException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.SocketException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code memdi} command. */
@Command(
    name = "memdi",
    header = "A distributed in-memory key-value store.",
    footer = {"", "To try it:  memdi local", "Each command explains itself:  memdi node --help"},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = HelpCommand.class)
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Where {@code LOGGING} is named; an operator's own file may be named instead. */
  private static final String LOGGING_KEY = "logback.configurationFile";

  /** Not where logback looks by itself: an application that embeds memdi logs as it likes. */
  private static final String LOGGING = "dev/memdi/logback.xml";

  /** Runs the command and ends the JVM with its exit code, unless a node keeps it alive. */
  public static void main(String[] args) {
    configureLogging();
    int exitCode = commandLine(Memdi::start).execute(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** To be done before the first logger is made. */
  static void configureLogging() {
    if (System.getProperty(LOGGING_KEY) == null) {
      System.setProperty(LOGGING_KEY, LOGGING);
    }
  }

  static CommandLine commandLine(NodeCommand.Start start) {
    CommandLine memdi =
        new CommandLine(new Main())
            .addSubcommand(new NodeCommand(start))
            .addSubcommand(new LocalCommand(Main.class))
            .addSubcommand(new BackupCommand())
            .addSubcommand(new RestoreCommand())
            .addSubcommand(new LogCommand(LogInspection::inspect))
            .addSubcommand(new VersionCommand())
            .addSubcommand(new RehearseCommand(start))
            .setParameterExceptionHandler(Main::explain)
            .setExecutionExceptionHandler(Main::explain)
            .setUsageHelpWidth(100);
    memdi
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    return memdi;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The command line is wrong. */
  private static int explain(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("memdi: " + e.getMessage());
    err.println("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  /** What a person can mend is said in lines; anything else is a bug, and comes with its trace. */
  private static int explain(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof InvalidConfigException invalid) {
      invalid.problems().forEach(problem -> err.println("memdi: " + problem));
      return CommandLine.ExitCode.USAGE;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException socket) {
        err.println("memdi: cannot listen: " + whereAndWhy(e, socket));
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    e.printStackTrace(err);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Pekko and HTTP put the address into a {@link BindException}; of another failure it is outside.
   */
  private static String whereAndWhy(Exception outside, SocketException cause) {
    return String.valueOf(
        cause instanceof BindException ? cause.getMessage() : outside.getMessage());
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      // The version stands in the jar's manifest; classes run from a folder have none.
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "memdi " + (version == null ? "(not packaged)" : version),
        "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
      };
    }
  }
}
