package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.scalatest.Args;
import org.scalatest.Reporter;
import org.scalatest.Suite;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestSucceeded;

/**
 * Pekko's own contract of snapshot stores. It is a ScalaTest suite: run as a plain object, each of
 * its tests becomes one of JUnit's.
 */
class SnapshotTckTest {
  @TempDir private Path directory;

  @TestFactory
  List<DynamicTest> contract() {
    Map<String, Optional<Throwable>> results = run(new Spec(config(directory)));
    assertThat(results).hasSizeGreaterThan(8);
    return results.entrySet().stream()
        .map(result ->
            DynamicTest.dynamicTest(
                result.getKey(),
                () -> {
                  if (result.getValue().isPresent()) {
                    throw result.getValue().get();
                  }
                }))
        .toList();
  }

  private static Config config(Path directory) {
    return ConfigFactory.parseString(
        """
        pekko.loglevel = WARNING
        pekko.actor.allow-java-serialization = off
        pekko.persistence {
          journal.plugin = pekko.persistence.journal.inmem
          snapshot-store.plugin = memdi-snapshot-store
        }
        memdi-snapshot-store.directory = "%s"
        """
            .formatted(directory));
  }

  /** What a suite reports: nothing for a test that it passed. */
  private static Map<String, Optional<Throwable>> run(Suite suite) {
    Map<String, Optional<Throwable>> results = new LinkedHashMap<>();
    Reporter reporter =
        event -> {
          switch (event) {
            case TestSucceeded passed -> results.put(passed.testName(), Optional.empty());
            case TestFailed failed ->
                results.put(
                    failed.testName(),
                    Optional.of(
                        failed.throwable().isDefined()
                            ? failed.throwable().get()
                            : new AssertionError(failed.message())));
            case SuiteAborted aborted ->
                results.put(
                    "the suite",
                    Optional.of(
                        aborted.throwable().isDefined()
                            ? aborted.throwable().get()
                            : new AssertionError(aborted.message())));
            default -> {}
          }
        };
    suite.run(
        scala.Option.empty(),
        Args.apply(
            reporter,
            Args.apply$default$2(),
            Args.apply$default$3(),
            Args.apply$default$4(),
            Args.apply$default$5(),
            Args.apply$default$6(),
            Args.apply$default$7(),
            Args.apply$default$8(),
            Args.apply$default$9(),
            Args.apply$default$10()));
    return results;
  }

  /** As ScalaTest wants it. */
  static final class Spec extends JavaSnapshotStoreSpec {
    private static final long serialVersionUID = 1L;

    Spec(Config config) {
      super(config);
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }
  }
}
