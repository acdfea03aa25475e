package dev.memdi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code memdi rehearse}: three nodes in one process that come up, serve a little and stop. The JVM
 * can record what it loads meanwhile, as a cache from which later nodes start faster.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Runs a cluster for a moment, for a JVM that records a cache of what it loads.")
public final class RehearseCommand implements Callable<Integer> {
  private static final int NODES = 3;
  private static final int ROUNDS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final NodeCommand.Start start;

  @Spec private CommandSpec spec;

  public RehearseCommand(NodeCommand.Start start) {
    this.start = start;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoggerFactory.getLogger(RehearseCommand.class); // before threads want one all at once
    List<Integer> ports = freePorts(2 * NODES);
    List<Integer> http = ports.subList(0, NODES);
    List<Integer> cluster = ports.subList(NODES, 2 * NODES);
    for (int i = 0; i < NODES; i++) {
      start.start(config("node-" + i, http.get(i), cluster.get(i), cluster));
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
    for (int i = 0; i < ROUNDS; i++) {
      URI node = url(http.get(i % NODES));
      request("PUT", node.resolve("/kv/key-" + i), "value");
      request("GET", node.resolve("/kv/key-" + i), "");
      request("GET", node.resolve("/status"), "");
    }
    System.exit(ExitCode.OK); // the nodes would keep the process alive
    return ExitCode.OK;
  }

  private static Config config(String name, int http, int port, List<Integer> cluster) {
    return new NodeConfig()
        .with("memdi.node.name", name, "rehearse")
        .with("memdi.node.http.port", http, "rehearse")
        .with("memdi.cluster.port", port, "rehearse")
        .with("pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off", "rehearse")
        .with(
            "memdi.cluster.seeds", cluster.stream().map(p -> "127.0.0.1:" + p).toList(), "rehearse")
        .read(Optional.empty());
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static void request(String method, URI url, String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setRequestMethod(method);
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(UTF_8));
      }
    }
    connection.getInputStream().readAllBytes();
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
