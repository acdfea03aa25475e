package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** memdi answers as a real Redis does, error for error; skipped where there is no redis-server. */
class RedisComparisonTest {
  private static final Path SCRIPT =
      Path.of("src/test/resources/dev/memdi/edge/resp/comparison.txt");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");

  @TempDir private Path directory;

  @Test
  void bothAnswerAlike() throws Exception {
    assumeTrue(isInstalled(), "there is no redis-server here");
    int port = freePort();
    Process redis =
        new ProcessBuilder("redis-server", "--port", "" + port, "--save", "", "--bind", "127.0.0.1")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    try (RespNode node = RespNode.start(1)) {
      awaitListening(redis, port);
      try (RawClient theirs = new RawClient(port);
          RawClient ours = node.raw(0)) {
        List<String> differences = new ArrayList<>();
        for (String line : Files.readAllLines(SCRIPT)) {
          if (!line.isBlank() && !line.startsWith("#")) {
            compare(line, theirs, ours, differences);
          }
        }
        assertThat(differences).isEmpty();
      }
    } finally {
      redis.destroy();
      redis.waitFor();
    }
  }

  private static void compare(
      String line, RawClient theirs, RawClient ours, List<String> differences) {
    String[] words = words(line);
    String expected = theirs.call(words);
    String answer = ours.call(words);
    if (!alike(words[0], expected, answer)) {
      differences.add(line + "\n  redis: " + expected + "\n  memdi: " + answer);
    }
  }

  private static boolean alike(String command, String expected, String answer) {
    return switch (command) {
      case "KEYS" -> sorted(expected).equals(sorted(answer));
      case "PTTL", "PEXPIRETIME" -> // to the millisecond nobody can tell
          expected.equals(answer) || (expected.length() > 4 && answer.length() > 4);
      default -> expected.equals(answer);
    };
  }

  private static List<String> sorted(String list) {
    String[] elements = list.replaceAll("^\\[|\\]$", "").split(", ", -1);
    Arrays.sort(elements);
    return List.of(elements);
  }

  private static String[] words(String line) {
    long now = System.currentTimeMillis();
    List<String> words = new ArrayList<>();
    Matcher each = WORD.matcher(line);
    while (each.find()) {
      String word = each.group(1) == null ? each.group(2) : each.group(1);
      String timed =
          word.replace("@NOWMS+100000", Long.toString(now + 100_000))
              .replace("@NOW+100", Long.toString(now / 1000 + 100));
      words.add(
          BYTE.matcher(timed)
              .replaceAll(m ->
                  Matcher.quoteReplacement(
                      String.valueOf((char) Integer.parseInt(m.group(1), 16)))));
    }
    return words.toArray(String[]::new);
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("redis-server", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(Process redis, int port) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException notYet) {
        assertThat(redis.isAlive() && System.nanoTime() < deadline)
            .as("redis-server listens")
            .isTrue();
        Thread.onSpinWait();
      }
    }
  }
}
