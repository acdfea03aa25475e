package dev.memdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void forgetTheName() {
    System.clearProperty("memdi.node.name");
    ConfigFactory.invalidateCaches();
  }

  /** One at the root of the jar would decide how an application logs that embeds memdi. */
  @Test
  void onlyTheCommandDecidesHowIsLogged() throws Exception {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(classes.resolve("logback.xml")).doesNotExist();
    assertThat(classes.resolve("logback-test.xml")).doesNotExist();

    String before = System.clearProperty("logback.configurationFile");
    try {
      Main.configureLogging();
      String chosen = System.getProperty("logback.configurationFile");
      assertThat(Main.class.getClassLoader().getResource(chosen)).isNotNull();

      System.setProperty("logback.configurationFile", "own.xml");
      Main.configureLogging();
      assertThat(System.getProperty("logback.configurationFile")).isEqualTo("own.xml");
    } finally {
      System.clearProperty("logback.configurationFile");
      Optional.ofNullable(before)
          .ifPresent(own -> System.setProperty("logback.configurationFile", own));
    }
  }

  @Test
  void withoutArgumentsItPrintsItsUsage() {
    assertThat(run(config -> {})).isZero();
    assertThat(out.toString())
        .startsWith("A distributed in-memory key-value store.\nUsage: memdi")
        .contains("node ", "local ", "version ")
        .doesNotContain("rehearse");
  }

  @Test
  void theVersionIsTheSameHoweverOneAsks() {
    run(config -> {}, "version");
    String version = out.toString();
    out.getBuffer().setLength(0);
    run(config -> {}, "--version");

    assertThat(version).startsWith("memdi ").contains("Java 25").isEqualTo(out.toString());
  }

  @Test
  void anUnknownCommandIsNamed() {
    assertThat(run(config -> {}, "nod")).isEqualTo(2);
    assertThat(err.toString()).contains("memdi: ", "'nod'", "Try: memdi --help");
  }

  @Test
  void everyProblemOfTheConfigurationIsALine() {
    int exitCode =
        run(Settings::from, "node", "--http=127.0.0.1:x", "--seeds=a", "--set=memdi.raft.leese=1s");

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("memdi: memdi."))
        .anyMatch(line -> line.endsWith("got \"x\" (--http)"))
        .anyMatch(line -> line.endsWith("got [\"a\"] (--seeds)"))
        .anyMatch(line -> line.contains("did you mean memdi.raft.lease?"));
  }

  @Test
  void aTakenPortIsALine() {
    int exitCode =
        run(
            config -> {
              throw new IllegalStateException(
                  "no edge", new BindException("[/127.0.0.1:3001] Address already in use"));
            },
            "node");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("memdi: cannot listen: [/127.0.0.1:3001] Address already in use");
  }

  @Test
  void anythingElseIsABugAndComesWithItsTrace() {
    int exitCode =
        run(
            config -> {
              throw new IllegalStateException("impossible");
            },
            "node");

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("IllegalStateException: impossible", "\tat dev.memdi");
  }

  /** Starts a node, or rather not. */
  private interface Start {
    void start(Config config);
  }

  private int run(Start start, String... args) {
    return Main.commandLine(start::start)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
