package dev.memdi.multijvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How {@code memdi} is run in a JVM of its own, with the class path of the tests. */
final class MemdiProcess {
  /** A small JVM that starts quickly: a test runs several of them at once. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx320m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private MemdiProcess() {}

  /** A process that runs the command {@code arguments} when it is started. */
  static ProcessBuilder of(List<String> jvmOptions, List<String> arguments) {
    return of("dev.memdi.Main", jvmOptions, arguments);
  }

  /** The same with another main class, which takes the same arguments. */
  static ProcessBuilder of(String mainClass, List<String> jvmOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(mainClass);
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
