package dev.memdi.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.memdi.Main;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** memdi keeps its own rules. */
class ArchitectureTest {
  @TestFactory
  Stream<DynamicTest> mainCodeKeeps() {
    JavaClasses main =
        new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    assertThat(main.contain(Main.class)).as("memdi's classes are where we look").isTrue();
    return Rules.all().entrySet().stream()
        .map(rule -> dynamicTest(rule.getKey(), () -> rule.getValue().check(main)));
  }

  @Test
  void testsKeepToJUnit() {
    JavaClasses tests =
        ArchConfiguration.withThreadLocalScope((ArchConfiguration scope) -> {
          scope.setResolveMissingDependenciesFromClassPath(false); // their names are enough here
          return new ClassFileImporter()
              .importUrl(
                  ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation());
        });

    assertThat(tests.contain(ArchitectureTest.class)).as("tests are where we look").isTrue();
    ImportRules.SCALATEST_ONLY_IN_THE_TCK_TESTS.check(tests);
  }
}
