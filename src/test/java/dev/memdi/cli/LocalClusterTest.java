package dev.memdi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.memdi.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LocalClusterTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private final StringWriter out = new StringWriter();

  @TempDir private Path directory;

  @Test
  void aNodeThatEndsBeforeAllAreReadyIsReportedWithItsLog() throws Exception {
    LocalNode node = node(Ports.free(), "-XX:NoSuchOption");

    boolean ready = new LocalCluster(List.of(node), new PrintWriter(out), "./memdi").run();

    assertThat(ready).isFalse();
    assertThat(out.toString())
        .contains("starting 1 nodes", "node-1 (pid ", "ended with exit code 1; its log")
        .contains("  | Unrecognized VM option 'NoSuchOption'")
        .contains("to start it again:\n  ./memdi node --name node-1");
  }

  @Test
  void saysWhenAllAreReadyAndWhatToTypeNext() throws Exception {
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1);
    http.createContext(
        "/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    http.start();
    try {
      int port = http.getAddress().getPort();
      Path ready = directory.resolve("ready");
      LocalNode node =
          node(port, List.of("sh", "-c", "until [ -e " + ready + " ]; do sleep 0.1; done"));

      boolean allReady =
          new LocalCluster(
                  List.of(node),
                  new PrintWriter(out) {
                    @Override
                    public void println(String line) {
                      super.println(line);
                      if (line.startsWith("ready in ")) {
                        create(ready); // and the node ends
                      }
                    }
                  },
                  "./memdi")
              .run();

      assertThat(allReady).isTrue();
      assertThat(out.toString())
          .containsPattern("ready in [0-9]+[.][0-9] s")
          .contains("curl -X PUT http://127.0.0.1:" + port + "/kv/")
          .contains("ended with exit code 0");
    } finally {
      http.stop(0);
    }
  }

  @Test
  void theLogOfTheLastRunIsKept() throws Exception {
    LocalNode node = node(1, "-version");
    Files.writeString(node.log(), "yesterday's");

    node.start().waitFor();

    assertThat(node.log().resolveSibling("node-1.log.old")).hasContent("yesterday's");
    assertThat(String.join("\n", node.logTail())).contains("Runtime Environment");
  }

  @Test
  void theTailOfALogIsTheTail() throws Exception {
    LocalNode node = node(1, "-version");
    Files.writeString(node.log(), "line\n".repeat(100) + "last\n");

    assertThat(node.logTail()).hasSize(20).endsWith("line", "last");
  }

  @Test
  void onlyA200IsReady() throws Exception {
    HttpServer http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1);
    http.createContext(
        "/health/ready",
        exchange -> {
          byte[] body = "{\"status\":503,\"detail\":\"shard 3 has no leader\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    http.start();
    LocalNode node = node(http.getAddress().getPort(), "-version");

    Readiness said;
    do { // a slow machine may have had no time to answer
      said = Readiness.ask(node.url());
    } while (said.answer().equals("does not answer yet"));
    assertThat(said).isEqualTo(new Readiness(false, "shard 3 has no leader"));
    http.stop(0);
    assertThat(Readiness.ask(node.url()).ready()).isFalse();
  }

  @Test
  void anotherJvmGetsTheOptionsOfThisOneThatCanBeShared() {
    assertThat(
            ThisJvm.shared(
                List.of(
                    "-Xmx1g",
                    "-agentlib:jdwp=transport=dt_socket,address=5005",
                    "-XX:AOTCacheOutput=x.aot",
                    "-XX:AOTCache=x.aot")))
        .containsExactly("-Xmx1g", "-XX:AOTCache=x.aot");
    assertThat(ThisJvm.running(LocalClusterTest.class))
        .startsWith(JAVA)
        .endsWith("-cp", System.getProperty("java.class.path"), LocalClusterTest.class.getName());
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LocalNode node(int httpPort, String jvmOption) {
    return node(httpPort, List.of(JAVA, jvmOption));
  }

  private LocalNode node(int httpPort, List<String> command) {
    return new LocalNode(
        "node-1",
        httpPort,
        1,
        2,
        directory.resolve("node-1.log"),
        command,
        List.of("--name", "node-1"));
  }
}
