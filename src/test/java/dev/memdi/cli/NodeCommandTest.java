package dev.memdi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NodeCommandTest {
  private final List<Config> started = new ArrayList<>();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @AfterEach
  void forgetTheName() {
    System.clearProperty("memdi.node.name");
    ConfigFactory.invalidateCaches();
  }

  @Test
  void startsANodeWithTheDefaults() {
    Config config = start();

    assertThat(config.getString("memdi.cluster.host")).isEqualTo("127.0.0.1");
    assertThat(config.getInt("memdi.cluster.port")).isEqualTo(25521);
    assertThat(config.getStringList("memdi.cluster.seeds")).isEmpty();
  }

  @Test
  void optionsAreSettings() {
    Config config =
        start(
            "--name=a",
            "--http=localhost:4001",
            "--resp=localhost:4002",
            "--cluster=10.0.0.7:4002",
            "--seeds=10.0.0.7:4002,10.0.0.8:4002",
            "--set=memdi.cluster.expect=1",
            "--set=memdi.raft.suspect-after={ min = 2s, max = 3s }");

    assertThat(config.getString("memdi.node.name")).isEqualTo("a");
    assertThat(config.getString("memdi.node.http.host")).isEqualTo("localhost");
    assertThat(config.getInt("memdi.node.http.port")).isEqualTo(4001);
    assertThat(config.getBoolean("memdi.node.resp.enabled")).isTrue();
    assertThat(config.getString("memdi.node.resp.host")).isEqualTo("localhost");
    assertThat(config.getInt("memdi.node.resp.port")).isEqualTo(4002);
    assertThat(config.getString("memdi.cluster.host")).isEqualTo("10.0.0.7");
    assertThat(config.getInt("memdi.cluster.port")).isEqualTo(4002);
    assertThat(config.getStringList("memdi.cluster.seeds"))
        .containsExactly("10.0.0.7:4002", "10.0.0.8:4002");
    assertThat(config.getInt("memdi.cluster.expect")).isEqualTo(1);
    assertThat(config.getDuration("memdi.raft.suspect-after.max")).hasSeconds(3);
  }

  @Test
  void pekkoListensWhereTheNodeIsReached() {
    Config config = start("--cluster=10.0.0.7:4002");

    assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("10.0.0.7");
    assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(4002);
    assertThat(config.getString("pekko.actor.provider")).isEqualTo("cluster");
  }

  @Test
  void pekkoWantsBracketsAroundAnIpv6Number() {
    Config config = start("--cluster=[fd00::7]:4002");

    assertThat(config.getString("memdi.cluster.host")).isEqualTo("fd00::7");
    assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("[fd00::7]");
  }

  @Test
  void anOptionGoesBeforeTheFileAndTheFileBeforeTheDefault() throws Exception {
    Path file = directory.resolve("node.conf");
    Files.writeString(
        file,
        """
        memdi.node.name = from-file
        memdi.cluster { port = 4000, expect = 5 }
        pekko.coordinated-shutdown.exit-jvm = off
        """);

    Config config = start("--config=" + file, "--name=from-option");

    assertThat(config.getString("memdi.node.name")).isEqualTo("from-option");
    assertThat(config.getInt("memdi.cluster.port")).isEqualTo(4000);
    assertThat(config.getInt("memdi.cluster.expect")).isEqualTo(5);
    assertThat(config.getInt("memdi.cluster.replicas")).isEqualTo(3);
    assertThat(config.getBoolean("pekko.coordinated-shutdown.exit-jvm")).isFalse();
  }

  @Test
  void theLogBeginsWithTheNodesName() {
    start("--name=a");
    assertThat(System.getProperty("memdi.node.name")).isEqualTo("a");
  }

  @Test
  void aNodeWithoutANameIsCalledByItsAddress() {
    start("--cluster=10.0.0.7:4002");
    assertThat(System.getProperty("memdi.node.name")).isEqualTo("10.0.0.7:4002");
  }

  @Test
  void whatIsWrongIsSaidWithTheOptionThatSaidIt() {
    assertThat(refuse("--http=4001")).contains("--http 4001: expected HOST:PORT");
    assertThat(refuse("--config=" + directory.resolve("none.conf"))).contains("none.conf");
    assertThat(refuse("--set=memdi.cluster.expect=${nothing}"))
        .contains("--set memdi.cluster.expect", "nothing");
    assertThat(refuse("--set=memdi.cluster.seeds=[")).contains("--set memdi.cluster.seeds");
    assertThat(refuse("surplus")).contains("surplus");
    assertThat(started).isEmpty();

    assertThat(start("--seeds=x").getValue("memdi.cluster.seeds").origin().description())
        .isEqualTo("--seeds");
  }

  @Test
  void aFileThatIsNotHoconIsNamedWithTheLine() throws Exception {
    Path file = directory.resolve("broken.conf");
    Files.writeString(file, "memdi {\n  node.name = \n}}");

    assertThat(refuse("--config=" + file)).contains("broken.conf: 3");
  }

  private Config start(String... options) {
    assertThat(run(options)).as(err.toString()).isZero();
    return started.getLast();
  }

  private String refuse(String... options) {
    err.getBuffer().setLength(0);
    assertThat(run(options)).isEqualTo(2);
    return err.toString();
  }

  private int run(String... options) {
    System.clearProperty("memdi.node.name");
    ConfigFactory.invalidateCaches();
    return new CommandLine(new NodeCommand(started::add))
        .setErr(new PrintWriter(err))
        .execute(options);
  }
}
