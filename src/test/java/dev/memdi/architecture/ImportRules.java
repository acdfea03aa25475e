package dev.memdi.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Duration;

/** Who may talk to whom: {@link Room}'s table, and where each foreign library may appear. */
final class ImportRules {
  static final ArchRule EVERY_CLASS_LIVES_IN_A_ROOM =
      classes()
          .should(liveInARoom())
          .because("a new package needs a row in the import table before it has classes");

  static final ArchRule ROOMS_IMPORT_ONLY_WHAT_THE_TABLE_ALLOWS =
      classes().should(importOnlyWhatTheTableAllows());

  /** Nullness annotations say something about a type and bring no behaviour. */
  private static final DescribedPredicate<JavaClass> JSPECIFY =
      resideInAPackage("org.jspecify.annotations..");

  static final ArchRule API_NEEDS_THE_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage("dev.memdi.api..")
          .should()
          .onlyDependOnClassesThat(or(resideInAnyPackage("java..", "dev.memdi.api.."), JSPECIFY));

  /**
   * Values, collections, functions over them, byte buffers and lengths of time: no I/O, no clock.
   */
  private static final DescribedPredicate<JavaClass> VALUES_OF_THE_JDK =
      or(
          resideInAnyPackage(
              "java.lang",
              "java.lang.annotation",
              "java.lang.runtime",
              "java.util",
              "java.util.function",
              "java.util.stream",
              "java.nio"),
          describe("Duration", type -> type.isEquivalentTo(Duration.class)));

  static final ArchRule CORES_ARE_PLAIN_VALUES =
      classes()
          .that()
          .resideInAnyPackage("dev.memdi.raft.core..", "dev.memdi.leaderless.core..")
          .should()
          .onlyDependOnClassesThat(
              or(
                  VALUES_OF_THE_JDK,
                  JSPECIFY,
                  resideInAnyPackage(
                      "dev.memdi.api..", "dev.memdi.raft.core..", "dev.memdi.leaderless.core..")))
          .because("a core decides: it has no actor, clock, random, logger, thread or I/O");

  static final ArchRule PEKKO_HTTP_ONLY_IN_EDGE_HTTP =
      only("org.apache.pekko.http..", resideInAPackage("dev.memdi.edge.http.."));

  static final ArchRule PEKKO_CLUSTER_ONLY_IN_CLUSTER_AND_ROOT =
      only(
          "org.apache.pekko.cluster..",
          resideInAnyPackage("dev.memdi.cluster..", Room.ROOT_PACKAGE));

  static final ArchRule PEKKO_PERSISTENCE_ONLY_IN_DURABLE =
      only("org.apache.pekko.persistence..", resideInAPackage("dev.memdi.durable.."));

  static final ArchRule NETTY_ONLY_IN_EDGES_CLIENT_AND_LINK =
      only(
          "io.netty..",
          resideInAnyPackage("dev.memdi.edge..", "dev.memdi.client..", "dev.memdi.link.."));

  /** It comes with the contract of journals and snapshot stores; all other tests are JUnit's. */
  static final ArchRule SCALATEST_ONLY_IN_THE_TCK_TESTS =
      only(
          "org.scalatest..",
          describe(
              "test the contract of the plugins",
              type ->
                  type.getName()
                      .matches(
                          "dev\\.memdi\\.durable\\.journal\\.(Journal|Snapshot)TckTest(\\$.*)?")));

  private ImportRules() {}

  private static ArchRule only(String library, DescribedPredicate<JavaClass> home) {
    return noClasses().that(not(home)).should().dependOnClassesThat().resideInAPackage(library);
  }

  private static ArchCondition<JavaClass> liveInARoom() {
    return new ArchCondition<>("live in a room of the import table") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String room = Room.of(type).map(Room::packageName).orElse("no room of the import table");
        events.add(
            new SimpleConditionEvent(
                type, Room.of(type).isPresent(), type.getName() + " lives in " + room));
      }
    };
  }

  private static ArchCondition<JavaClass> importOnlyWhatTheTableAllows() {
    return new ArchCondition<>("import only what the table allows their room") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> Room.isMemdis(dependency.getTargetClass()))
            .filter(dependency -> !isAllowed(dependency))
            .map(dependency -> SimpleConditionEvent.violated(type, dependency.getDescription()))
            .forEach(events::add);
      }
    };
  }

  // A class outside every room is EVERY_CLASS_LIVES_IN_A_ROOM's to report.
  private static boolean isAllowed(Dependency dependency) {
    var from = Room.of(dependency.getOriginClass());
    var to = Room.of(dependency.getTargetClass());
    return from.isEmpty() || to.isEmpty() || from.get().mayUse(to.get());
  }
}
