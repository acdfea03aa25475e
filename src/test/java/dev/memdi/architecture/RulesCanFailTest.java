package dev.memdi.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A rule that cannot fail is worth nothing: here each one does, on code that breaks it. */
class RulesCanFailTest {
  private static final Map<String, ArchRule> RULES = Rules.all();
  private static final List<Specimen> SPECIMENS =
      Stream.of(ImportSpecimens.all(), DeterminismSpecimens.all(), TidinessSpecimens.all())
          .flatMap(List::stream)
          .toList();
  private static final List<Specimen> OFFENDERS =
      SPECIMENS.stream().filter(specimen -> specimen.rule().isPresent()).toList();
  private static final List<Specimen> INNOCENTS =
      SPECIMENS.stream().filter(specimen -> specimen.rule().isEmpty()).toList();

  private static JavaClasses classes;

  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    classes = new ClassFileImporter().importPath(new Compilation(folder).of(SPECIMENS));
  }

  @TestFactory
  Stream<DynamicTest> noRuleReportsAnInnocent() {
    JavaClasses innocents = innocentsAnd();

    return RULES.entrySet().stream()
        .map(rule -> dynamicTest(rule.getKey(), () -> rule.getValue().check(innocents)));
  }

  @TestFactory
  Stream<DynamicTest> itsRuleReports() {
    return OFFENDERS.stream()
        .map(offender ->
            dynamicTest(
                offender.rule().orElseThrow() + ": " + offender.body().strip(),
                () -> assertThat(reportOn(offender)).contains(offender.simpleName())));
  }

  @Test
  void everyRuleHasAnOffender() {
    assertThat(OFFENDERS.stream().map(offender -> offender.rule().orElseThrow()))
        .containsAll(RULES.keySet());
  }

  /** What its rule says when this offender is the only one in the house. */
  private static String reportOn(Specimen offender) {
    var rule = RULES.get(offender.rule().orElseThrow());
    return rule.evaluate(innocentsAnd(offender)).getFailureReport().toString();
  }

  private static JavaClasses innocentsAnd(Specimen... offenders) {
    List<Specimen> inhabitants = Stream.concat(INNOCENTS.stream(), Stream.of(offenders)).toList();
    return classes.that(
        describe("live here", type -> inhabitants.stream().anyMatch(one -> one.brings(type))));
  }
}
