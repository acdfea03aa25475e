package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.memdi.api.Key;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The client libraries of npm that most programs use, in both ways, while leaderships move. Skipped
 * where there is no Node.js, or where its packages can't be had.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NpmClientsTest {
  private static final Path SOURCE = Path.of("src", "test", "node");
  private static final Path WORK = Path.of("target", "node");

  @BeforeAll
  static void install() throws Exception {
    assumeTrue(RedisTools.isInstalled("node"), "there is no node here");
    assumeTrue(RedisTools.isInstalled("npm"), "there is no npm here");
    Files.createDirectories(WORK);
    for (String file : List.of("package.json", "package-lock.json", "clients.mjs")) {
      Files.write(WORK.resolve(file), Files.readAllBytes(SOURCE.resolve(file)));
    }
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .redirectOutput(WORK.resolve("npm.log").toFile())
            .start();
    assumeTrue(npm.waitFor() == 0, "npm can't get the packages: see target/node/npm.log");
  }

  @ParameterizedTest
  @CsvSource({"ioredis, plain", "ioredis, cluster", "node-redis, plain", "node-redis, cluster"})
  void programsGoOnWhileLeadersChange(String library, String mode) throws Exception {
    boolean redirect = mode.equals("cluster");
    try (RespNode nodes = RespNode.startAtPorts(3, _ -> "memdi.node.resp.redirect = " + redirect)) {
      Process program = start(library, mode, nodes);
      try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).isEqualTo("READY");
        for (int i = 0; i < 12; i++) {
          nodes.handOver(Key.utf8("k" + i), i % 3);
        }
        program.getOutputStream().write("STOP\n".getBytes(StandardCharsets.UTF_8));
        program.getOutputStream().flush();
        assertThat(out.readLine()).startsWith("DONE ");
        assertThat(program.waitFor()).isZero();
      } finally {
        program.destroyForcibly();
      }
    }
  }

  private static Process start(String library, String mode, RespNode nodes) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", "clients.mjs", library, mode));
    for (int node = 0; node < 3; node++) {
      command.add("" + nodes.port(node));
    }
    return new ProcessBuilder(command)
        .directory(WORK.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
