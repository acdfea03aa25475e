package dev.memdi.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node of a local cluster, before it is started.
 *
 * @param program what runs memdi in another process
 * @param options of {@code memdi node}
 */
record LocalNode(
    String name,
    int httpPort,
    int respPort,
    int clusterPort,
    Path log,
    List<String> program,
    List<String> options) {
  private static final int TAIL_LINES = 20;

  LocalNode {
    program = List.copyOf(program);
    options = List.copyOf(options);
  }

  /** Every port of {@code nodes} that is taken, with what it was meant for. */
  static List<String> takenPorts(List<LocalNode> nodes) {
    return nodes.stream()
        .flatMap(node ->
            Stream.of(
                    new Use(node.httpPort, "HTTP of " + node.name),
                    new Use(node.respPort, "Redis protocol of " + node.name),
                    new Use(node.clusterPort, "cluster port of " + node.name))
                .filter(use -> isTaken(use.port)))
        .map(use -> "port %d (%s) is in use".formatted(use.port, use.what))
        .toList();
  }

  private record Use(int port, String what) {}

  private static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + httpPort);
  }

  /** Starts it; what it writes goes to its log, and the log of its last run is kept beside it. */
  Process start() throws IOException {
    if (Files.exists(log)) {
      Path last = log.resolveSibling(log.getFileName() + ".old");
      Files.move(log, last, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("node", ParentWatch.OPTION));
    command.addAll(options);
    File output = log.toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
  }

  /** How a person starts it who types {@code memdi} for the program. */
  String commandLine(String memdi) {
    StringBuilder line = new StringBuilder(memdi + " node");
    for (String option : options) {
      boolean plain = option.matches("[A-Za-z0-9_./:=,@%+-]+");
      line.append(' ').append(plain ? option : "'" + option.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }

  /** What it wrote last. */
  List<String> logTail() {
    try {
      // Latin-1 takes whatever a dying process left there.
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
