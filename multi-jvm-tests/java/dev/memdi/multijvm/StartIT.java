package dev.memdi.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node says that can't be started. */
class StartIT {
  private record End(int exitCode, String output) {}

  @Test
  void aMistypedSettingIsNamed() throws Exception {
    End end = runNode(Ports.free(), Ports.free(), "--set", "memdi.cluster.shrads=3");

    assertThat(end.output()).contains("memdi.cluster.shrads");
    assertThat(end.exitCode()).isEqualTo(2);
  }

  @Test
  void aTakenHttpPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      End end = runNode(taken.getLocalPort(), Ports.free());

      assertIsNamed(taken, end);
    }
  }

  @Test
  void aTakenClusterPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      End end = runNode(Ports.free(), taken.getLocalPort());

      assertIsNamed(taken, end);
    }
  }

  private static void assertIsNamed(ServerSocket taken, End end) {
    assertThat(end.output()).contains("memdi: cannot listen").contains("" + taken.getLocalPort());
    assertThat(end.exitCode()).isEqualTo(1);
  }

  private static End runNode(int http, int cluster, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("node", "--stop-with-parent", "--name", "a"));
    arguments.addAll(List.of("--http", "127.0.0.1:" + http));
    arguments.addAll(List.of("--cluster", "127.0.0.1:" + cluster));
    arguments.addAll(List.of(more));
    Process process = MemdiProcess.of(List.of(), arguments).start();
    try {
      Await.until("the end of the node", () -> Await.unless(!process.isAlive(), "it lives"));
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new End(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
