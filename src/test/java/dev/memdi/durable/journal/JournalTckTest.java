package dev.memdi.durable.journal;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.scalatest.Args;
import org.scalatest.Reporter;
import org.scalatest.Suite;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestSucceeded;

/**
 * Pekko's own contract of a journal. It is a suite of ScalaTest, which nothing else here uses: it
 * is run as a plain object, and each of its tests becomes one of JUnit's.
 */
class JournalTckTest {
  /** As ScalaTest needs it: public, and made by the suite's own means. */
  public static final class Contract extends JavaJournalSpec {
    private static final long serialVersionUID = 1;

    public Contract(Path directory) {
      super(
          ConfigFactory.parseString(
              """
              pekko.persistence.journal.plugin = memdi-journal
              pekko.persistence.snapshot-store.plugin = pekko.persistence.snapshot-store.local
              pekko.persistence.snapshot-store.local.dir = "%s/snapshots"
              pekko.actor.allow-java-serialization = off
              memdi-journal { directory = "%s/journal", segment-bytes = 64KiB }
              """
                  .formatted(directory, directory)));
    }

    @Override
    public CapabilityFlag supportsRejectingNonSerializableObjects() {
      return CapabilityFlag.on();
    }

    @Override
    public CapabilityFlag supportsSerialization() {
      return CapabilityFlag.on();
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }
  }

  @TestFactory
  Stream<DynamicTest> theJournalKeepsPekkosContract() throws IOException {
    Path directory = Files.createTempDirectory("journal-tck");
    return run(new Contract(directory));
  }

  private static Stream<DynamicTest> run(Suite suite) {
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
    suite.run(scala.Option.empty(), args(reporter));
    if (results.isEmpty()) {
      throw new AssertionError("the suite ran no test");
    }
    return results.entrySet().stream()
        .map(result ->
            DynamicTest.dynamicTest(
                result.getKey(),
                () -> {
                  if (result.getValue().isPresent()) {
                    throw result.getValue().get();
                  }
                }));
  }

  private static Args args(Reporter reporter) {
    return Args.apply(
        reporter,
        Args.apply$default$2(),
        Args.apply$default$3(),
        Args.apply$default$4(),
        Args.apply$default$5(),
        Args.apply$default$6(),
        Args.apply$default$7(),
        Args.apply$default$8(),
        Args.apply$default$9(),
        Args.apply$default$10());
  }
}
