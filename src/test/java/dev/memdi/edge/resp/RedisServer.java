package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

/** A real Redis, for comparison. */
final class RedisServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Listens when it comes back. */
  static RedisServer start(Path directory) throws IOException {
    int port = Ports.free();
    Process process =
        new ProcessBuilder("redis-server", "--port", "" + port, "--save", "", "--bind", "127.0.0.1")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    RedisServer server = new RedisServer(process, port);
    server.awaitListening();
    return server;
  }

  RawClient raw() {
    return new RawClient(port);
  }

  private void awaitListening() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException notYet) {
        assertThat(process.isAlive() && System.nanoTime() < deadline)
            .as("redis-server listens")
            .isTrue();
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
