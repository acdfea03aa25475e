package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LocalCommandTest {
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @Test
  void threeNodesAreTheDefault() {
    List<LocalNode> nodes = plan();

    assertThat(nodes).extracting(LocalNode::name).containsExactly("node-1", "node-2", "node-3");
    assertThat(nodes).extracting(LocalNode::httpPort).containsExactly(3001, 3002, 3003);
    assertThat(nodes).extracting(LocalNode::respPort).containsExactly(6381, 6382, 6383);
    assertThat(nodes).extracting(LocalNode::clusterPort).containsExactly(25521, 25522, 25523);
    assertThat(nodes.get(1).commandLine("memdi"))
        .isEqualTo(
            "memdi node --name node-2 --http 127.0.0.1:3002 --resp 127.0.0.1:6382"
                + " --cluster 127.0.0.1:25522 --seeds"
                + " 127.0.0.1:25521,127.0.0.1:25522,127.0.0.1:25523 --data data/node-2");
    assertThat(nodes.get(1).log()).isEqualTo(Path.of("logs", "node-2.log"));
  }

  @Test
  void anythingElseIsGivenToEveryNode() {
    List<LocalNode> nodes =
        plan(
            "-n2",
            "--base-http-port=5001",
            "--base-resp-port=7001",
            "--base-cluster-port=6001",
            "--logs=l",
            "--data=d",
            "--config=a b.conf",
            "--set=memdi.raft.lease=200ms");

    assertThat(nodes).hasSize(2);
    assertThat(nodes.getLast().commandLine("./memdi"))
        .isEqualTo(
            "./memdi node --name node-2 --http 127.0.0.1:5002 --resp 127.0.0.1:7002"
                + " --cluster 127.0.0.1:6002 --seeds"
                + " 127.0.0.1:6001,127.0.0.1:6002 --set memdi.cluster.expect=2"
                + " --data d/node-2 --config 'a b.conf' --set memdi.raft.lease=200ms");
  }

  @Test
  void nothingIsOnDiskIfNothingShallBe() {
    assertThat(plan("--in-memory").getFirst().options()).doesNotContain("--data");
  }

  @Test
  void durabilityIsGivenToEveryNode() {
    assertThat(plan("--durability=async").getLast().options())
        .contains("--data", "--durability", "async");
    assertThat(plan("--durability=memory").getFirst().options())
        .doesNotContain("--data", "--durability");
    assertThat(refuse(2, "--durability=fast")).contains("'fast' is not memory or async or sync");
    assertThat(refuse(2, "--durability=async", "--in-memory")).contains("choose one");
  }

  @Test
  void fewNodesDoNotWaitForMore() {
    assertThat(plan("-n1").getFirst().options()).contains("memdi.cluster.expect=1");
    assertThat(plan("-n1", "--set=memdi.cluster.expect=3").getFirst().options())
        .contains("memdi.cluster.expect=3")
        .doesNotContain("memdi.cluster.expect=1");
    assertThat(plan("-n5").getFirst().options()).doesNotContain("--set");
  }

  @Test
  void impossiblePortsAreRefused() {
    assertThat(refuse(2, "-n0")).contains("--nodes 0: is at least 1");
    assertThat(refuse(2, "--base-http-port=0")).contains("--base-http-port 0");
    assertThat(refuse(2, "--base-cluster-port=65534")).contains("--base-cluster-port 65534");
    assertThat(refuse(2, "--base-http-port=4000", "--base-cluster-port=4002"))
        .contains("too close for 3 nodes");
    assertThat(refuse(2, "--base-resp-port=0")).contains("--base-resp-port 0");
    assertThat(refuse(2, "--base-http-port=6380"))
        .contains("--base-http-port 6380 and --base-resp-port 6381 are too close for 3 nodes");
  }

  @Test
  void aTakenPortIsToldBeforeAnythingIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      int elsewhere = port > 30000 ? 2000 : 40000;
      Path logs = directory.resolve("logs");

      String complaint =
          refuse(
              1,
              "-n1",
              "--base-http-port=" + port,
              "--base-cluster-port=" + elsewhere,
              "--logs=" + logs);

      assertThat(complaint)
          .contains("port " + port + " (HTTP of node-1) is in use")
          .contains("nothing was started");
      assertThat(logs).doesNotExist();
    }
  }

  private static List<LocalNode> plan(String... options) {
    LocalCommand command = new LocalCommand(LocalCommandTest.class);
    new CommandLine(command).parseArgs(options);
    return command.plan();
  }

  private String refuse(int exitCode, String... options) {
    err.getBuffer().setLength(0);
    assertThat(
            new CommandLine(new LocalCommand(LocalCommandTest.class))
                .setErr(new PrintWriter(err, true))
                .execute(options))
        .isEqualTo(exitCode);
    return err.toString();
  }
}
