package dev.memdi.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final QuorumScenario SCENARIO =
      new QuorumScenario(QuorumScenario.MAJORITY, 200).with(FaultPlan.of(Duration.ofSeconds(5)));

  @Test
  void oneSeedGivesTheSameTraceLineByLine() {
    Trace first = Trace.ofLines();
    Trace second = Trace.ofLines();

    var result = SCENARIO.run(7, first);
    var again = SCENARIO.run(7, second);

    assertThat(first.lines()).hasSizeGreaterThan(1000);
    assertThat(second.lines()).isEqualTo(first.lines());
    assertThat(second.dump()).isEqualTo(first.dump());
    assertThat(again).isEqualTo(result);
  }

  @Test
  void otherSeedsGiveOtherTraces() {
    List<String> hashes = LongStream.range(0, 20).mapToObj(this::hash).toList();

    assertThat(hashes).doesNotHaveDuplicates();
  }

  @Test
  void keepingLinesDoesNotChangeTheHash() {
    Trace lines = Trace.ofLines();
    Trace lastLines = Trace.ofLastLines(10);

    SCENARIO.run(3, lines);
    SCENARIO.run(3, lastLines);

    assertThat(lines.hash()).isEqualTo(hash(3)).isEqualTo(lastLines.hash());
    assertThat(lastLines.lines())
        .isEqualTo(lines.lines().subList(lines.lines().size() - 10, lines.lines().size()));
  }

  @Test
  void anotherJvmGivesTheSameTrace() throws Exception {
    hash(1); // so that this JVM, unlike the other one, has all classes loaded already
    String inThisJvm = hash(42);

    assertThat(inAnotherJvm(42)).isEqualTo(inThisJvm);
  }

  private String hash(long seed) {
    Trace trace = Trace.ofHash();
    SCENARIO.run(seed, trace);
    return trace.hash();
  }

  private static String inAnotherJvm(long seed) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                DeterminismTest.class.getName(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      return out.readLine();
    } finally {
      jvm.destroy();
    }
  }

  /** What the other JVM does. */
  public static void main(String[] seed) {
    System.out.println(new DeterminismTest().hash(Long.parseLong(seed[0])));
  }
}
