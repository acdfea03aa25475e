package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Redis' own programs make of a node; skipped where they are not installed. */
class RedisProgramsTest {
  private static final int KEYS = 100;

  private static RespNode node;

  @BeforeAll
  static void start() throws InterruptedException {
    assumeTrue(RedisTools.isInstalled("redis-cli"), "there is no redis-cli here");
    assumeTrue(RedisTools.isInstalled("redis-benchmark"), "there is no redis-benchmark here");
    node = RespNode.start(1);
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  @BeforeEach
  void fill() {
    try (RawClient client = node.raw(0)) {
      assertThat(client.call("FLUSHALL")).isEqualTo("+OK");
      for (int i = 1; i < KEYS; i++) {
        assertThat(client.call("SET", "key" + i, "v")).isEqualTo("+OK");
      }
      assertThat(client.call("SET", "large", "v".repeat(1000))).isEqualTo("+OK");
    }
  }

  @Test
  void scan() {
    assertThat(run("redis-cli", "--scan").lines()).hasSize(KEYS).contains("large", "key7");
    assertThat(run("redis-cli", "--scan", "--pattern", "key1?").lines()).hasSize(10);
  }

  @Test
  void bigKeys() {
    assertThat(run("redis-cli", "--bigkeys"))
        .contains(
            "Sampled 100 keys in the keyspace!",
            "Biggest string found '\"large\"' has 1000 bytes",
            "100 strings with 1099 bytes");
  }

  @Test
  void memKeys() {
    assertThat(run("redis-cli", "--memkeys"))
        .contains("Sampled 100 keys in the keyspace!", "Biggest string found '\"large\"' has 1040");
  }

  @Test
  void stat() throws IOException {
    Process endless = begin("redis-cli", "--stat", "-i", "0.01");
    try (BufferedReader lines = endless.inputReader()) {
      assertThat(lines.readLine()).startsWith("------- data ------");
      assertThat(lines.readLine()).startsWith("keys       mem      clients blocked requests");
      String told = lines.readLine();
      while (!told.startsWith("100 ")) { // the number of keys is told soon, not at once
        assertThat(told).matches("\\d+ .*");
        told = lines.readLine();
      }
      assertThat(told)
          .matches("100 +[0-9.]+[MG] +\\d+ +0 +\\d+ \\(\\+\\d+\\) +\\d+ *"); // none of them waits
    } finally {
      endless.destroy();
    }
  }

  @Test
  void benchmark() {
    assertThat(run("redis-benchmark", "-t", "set,get,mset,incr", "-n", "200", "-q"))
        .contains("SET: ", "GET: ", "MSET (10 keys): ", "INCR: ")
        .doesNotContain("rror", "WARN");
  }

  private static Process begin(String program, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(program, "-p", "" + node.port(0)));
    words.addAll(Arrays.asList(options));
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  private static String run(String program, String... options) {
    try {
      Process process = begin(program, options);
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
