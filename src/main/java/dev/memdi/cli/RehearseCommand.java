package dev.memdi.cli;

import com.typesafe.config.Config;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code memdi rehearse}: three nodes in one process that come up, serve for a while and stop. The
 * JVM can record meanwhile what it loads and which code is hot, as a cache from which later nodes
 * start faster and are fast earlier.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Runs a cluster for a moment, for a JVM that records a cache of what it loads.")
public final class RehearseCommand implements Callable<Integer> {
  private static final int NODES = 3;
  private static final Duration LOAD = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final NodeCommand.Start start;

  @Spec private CommandSpec spec;

  public RehearseCommand(NodeCommand.Start start) {
    this.start = start;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoggerFactory.getLogger(RehearseCommand.class); // before threads want one all at once
    List<Integer> ports = freePorts(3 * NODES);
    List<Integer> http = ports.subList(0, NODES);
    List<Integer> redis = ports.subList(NODES, 2 * NODES);
    List<Integer> cluster = ports.subList(2 * NODES, 3 * NODES);
    Path data = Files.createTempDirectory("memdi-rehearsal");
    for (int i = 0; i < NODES; i++) {
      NodeConfig node = config("node-" + i, http.get(i), cluster.get(i), cluster);
      start.start(onDisk(servingRedis(node, redis.get(i)), data.resolve("node-" + i)));
    }
    long begun = System.nanoTime();
    for (int port : http) {
      while (!Readiness.ask(url(port)).ready()) {
        if (System.nanoTime() - begun > PATIENCE.toNanos()) {
          spec.commandLine().getErr().println("memdi: the nodes did not get ready");
          return ExitCode.SOFTWARE;
        }
        Thread.sleep(20);
      }
    }
    for (int port : http) {
      RehearsalLoad.request("GET", url(port).resolve("/status"), "");
    }
    new RehearsalLoad(http, redis, LOAD).run();
    delete(data);
    System.exit(ExitCode.OK); // the nodes would keep the process alive
    return ExitCode.OK;
  }

  private static NodeConfig config(String name, int http, int port, List<Integer> cluster) {
    return new NodeConfig()
        .with("memdi.node.name", name, "rehearse")
        .with("memdi.node.http.port", http, "rehearse")
        .with("memdi.cluster.port", port, "rehearse")
        .with("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off", "rehearse")
        .with(
            "memdi.cluster.seeds",
            cluster.stream().map(p -> "127.0.0.1:" + p).toList(),
            "rehearse");
  }

  private static NodeConfig servingRedis(NodeConfig config, int port) {
    return config
        .with("memdi.node.resp.enabled", true, "rehearse")
        .with("memdi.node.resp.port", port, "rehearse");
  }

  private static Config onDisk(NodeConfig config, Path data) {
    return config
        .with("memdi.node.data", data.toString(), "rehearse")
        .with("memdi.cluster.durability", "sync", "rehearse")
        .read(Optional.empty());
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What its nodes still write meanwhile may stay: they are about to be gone. */
  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      File file = path.toFile();
      if (!file.delete()) {
        file.deleteOnExit();
      }
    }
  }

  /** All at once, so that they differ. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
