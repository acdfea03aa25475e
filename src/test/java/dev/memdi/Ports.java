package dev.memdi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nothing listens at. They lie below those that the system gives to outgoing
 * connections, or one of these might have taken the port of a node while it restarts.
 */
public final class Ports {
  private static final int MANY = 6_000;

  /** Which of the processes this is that run tests at once: none takes another's. */
  private static final int PROCESS = Integer.getInteger("tests.process", 1);

  private static final int FIRST = 20_000 + (PROCESS - 1) % 2 * MANY;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  public static synchronized int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST + MANY);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
