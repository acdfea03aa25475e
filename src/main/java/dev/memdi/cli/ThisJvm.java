package dev.memdi.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this JVM was started, to start another like it. */
final class ThisJvm {
  /** Options that two JVMs cannot share: a debugger's port, and files that a JVM writes. */
  private static final List<String> OWN =
      List.of("-agentlib:jdwp", "-Xrunjdwp", "-XX:AOTCacheOutput", "-XX:AOTMode", "-Xlog:gc");

  private ThisJvm() {}

  /** A JVM like this one that runs {@code mainClass}; its arguments are still to be added. */
  static List<String> running(Class<?> mainClass) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(shared(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass.getName());
    return command;
  }

  static List<String> shared(List<String> options) {
    return options.stream().filter(o -> OWN.stream().noneMatch(o::startsWith)).toList();
  }
}
