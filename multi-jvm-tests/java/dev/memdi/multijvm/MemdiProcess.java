package dev.memdi.multijvm;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@code memdi} is run in a JVM of its own, from the jar that was packed. */
final class MemdiProcess {
  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  static final Path JAR = Path.of(System.getProperty("memdi.jar", "target/memdi.jar"));

  /** What {@code memdi} starts every JVM with. */
  static final String USUAL_OPTIONS = "@conf/jvm.options";

  /** A small JVM that starts quickly: a test runs several of them at once. */
  private static final List<String> SMALL =
      List.of("-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private MemdiProcess() {}

  /** A process that runs the command {@code arguments} when it is started. */
  static ProcessBuilder of(List<String> jvmOptions, List<String> arguments) throws IOException {
    return of("dev.memdi.Main", jvmOptions, arguments);
  }

  /** The same with another main class, of memdi or of its tests, which takes the same arguments. */
  static ProcessBuilder of(String mainClass, List<String> jvmOptions, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(JAVA.toString());
    command.add(USUAL_OPTIONS);
    command.addAll(SMALL);
    command.addAll(StartCache.options());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", JAR + File.pathSeparator + tests(), mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** The classes of the tests themselves, without what they are tested with. */
  private static Path tests() throws IOException {
    try {
      return Path.of(
          MemdiProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
