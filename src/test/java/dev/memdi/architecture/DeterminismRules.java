package dev.memdi.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.or;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Clock;
import java.time.InstantSource;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.BaseStream;

/**
 * What must not appear in code that the simulator runs, because one seed must give one trace: time,
 * randomness, threads and I/O come from what the code is given.
 */
final class DeterminismRules {
  static final ArchRule NO_CLOCK =
      noSimulated()
          .should()
          .accessTargetWhere(
              or(
                  method(System.class, "nanoTime|currentTimeMillis"),
                  method(Clock.class, "system.*|tick.*"),
                  method(InstantSource.class, "system"),
                  describe("the time of day", DeterminismRules::isNowOfTheSystemClock)))
          .because("time is given, so that it can be virtual");

  static final ArchRule NO_RANDOMNESS =
      noSimulated()
          .should()
          .accessTargetWhere(
              or(
                  method(Math.class, "random"),
                  method(StrictMath.class, "random"),
                  method(UUID.class, "randomUUID"),
                  method(RandomGenerator.class, "of|getDefault"),
                  describe("a new unseeded Random", DeterminismRules::makesAnUnseededRandom)))
          .orShould()
          .dependOnClassesThat(
              or(
                  named("java.util.concurrent.ThreadLocalRandom"),
                  named("java.security.SecureRandom")))
          .because("randomness is given, with its seed");

  static final ArchRule NO_THREADS =
      noSimulated()
          .should()
          .dependOnClassesThat(
              or(
                  assignableTo(Thread.class),
                  assignableTo(Timer.class),
                  assignableTo(Executors.class),
                  assignableTo(ForkJoinPool.class),
                  assignableTo(ThreadPoolExecutor.class),
                  assignableTo(LockSupport.class)))
          .orShould()
          .accessTargetWhere(
              or(
                  method(TimeUnit.class, "sleep|timedJoin|timedWait"),
                  method(Object.class, "wait|notify|notifyAll"),
                  methodOfAny(BaseStream.class, "parallel"),
                  methodOfAny(Collection.class, "parallelStream")))
          .because("the simulator runs a whole cluster on one thread");

  static final ArchRule NO_HIDDEN_ASYNC =
      noSimulated()
          .should()
          .accessTargetWhere(
              or(
                  methodOfAny(
                      CompletionStage.class,
                      ".*Async|orTimeout|completeOnTimeout|delayedExecutor|get|join"),
                  method("org.apache.pekko.actor.typed.javadsl.AskPattern", ".*"),
                  method("org.apache.pekko.actor.typed.scaladsl.AskPattern.*", ".*"),
                  method("org.apache.pekko.actor.typed.(java|scala)dsl.ActorContext", "ask.*"),
                  method("org.apache.pekko.pattern.*", "ask.*|after.*|retry.*"),
                  method("org.apache.pekko.cluster.sharding.typed.*EntityRef", "ask.*")))
          .because("they run on the common pool, or after a time on the wall");

  static final ArchRule NO_ORDER_BY_CHANCE =
      noSimulated()
          .should()
          .accessTargetWhere(
              or(
                  method(System.class, "identityHashCode"),
                  describe("an unmodifiable Set or Map", DeterminismRules::makesASaltedCollection)))
          .orShould()
          .dependOnClassesThat(named("java.util.IdentityHashMap"))
          .because(
              "their iteration order differs from one JVM to the next (a Set.of or Map.of of several"
                  + " is salted): use a List, a sorted or a linked collection");

  // cluster is left out: resolving names and asking a registry is how nodes find each other.
  static final ArchRule NO_IO =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.memdi.raft..",
              "dev.memdi.leaderless..",
              "dev.memdi.store..",
              "dev.memdi.routing..")
          .should()
          .dependOnClassesThat(
              or(
                  resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file.."),
                  describe(
                      "a file, a process or the console",
                      type ->
                          type.getName()
                              .matches(
                                  "java\\.io\\.(File|RandomAccess|Console).*|java\\.lang\\.Process.*"))))
          .because("I/O is given, so that a simulated disk and network can take its place");

  private DeterminismRules() {}

  private static GivenClassesConjunction noSimulated() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            "dev.memdi.raft..",
            "dev.memdi.leaderless..",
            "dev.memdi.store..",
            "dev.memdi.cluster..",
            "dev.memdi.routing..");
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return describe(name, type -> type.getName().equals(name));
  }

  /** A use, by call or by reference, of a method of exactly this class. */
  private static DescribedPredicate<JavaAccess<?>> method(Class<?> owner, String methods) {
    return method(Pattern.quote(owner.getName()), methods);
  }

  private static DescribedPredicate<JavaAccess<?>> method(String ownerPattern, String methods) {
    var owner = Pattern.compile(ownerPattern);
    return describe(
        ownerPattern + "#" + methods,
        access ->
            owner.matcher(access.getTargetOwner().getName()).matches()
                && access.getTarget().getName().matches(methods));
  }

  /** The same of a class or any that extends or implements it. */
  private static DescribedPredicate<JavaAccess<?>> methodOfAny(Class<?> owner, String methods) {
    return describe(
        owner.getName() + "+#" + methods,
        access ->
            access.getTargetOwner().isAssignableTo(owner)
                && access.getTarget().getName().matches(methods));
  }

  // java.time's now(Clock) reads a clock that was given; now() and now(ZoneId) read the machine's.
  private static boolean isNowOfTheSystemClock(JavaAccess<?> access) {
    return access.getTargetOwner().isAssignableTo(TemporalAccessor.class)
        && access.getTarget().getName().equals("now")
        && !(parameters(access).contains(Clock.class.getName()));
  }

  private static boolean makesAnUnseededRandom(JavaAccess<?> access) {
    return access.getTargetOwner().isAssignableTo(RandomGenerator.class)
        && access.getTarget().getName().equals("<init>")
        && parameters(access).isEmpty();
  }

  private static boolean makesASaltedCollection(JavaAccess<?> access) {
    boolean isSet = access.getTargetOwner().isEquivalentTo(Set.class);
    boolean isMap = access.getTargetOwner().isEquivalentTo(Map.class);
    // One element has one order.
    int harmless = isSet ? 1 : 2;
    return switch (access.getTarget().getName()) {
      case "of" -> (isSet || isMap) && (parameters(access).size() > harmless || isArray(access));
      case "copyOf", "ofEntries" -> isSet || isMap;
      case "toUnmodifiableSet", "toUnmodifiableMap" -> true;
      default -> false;
    };
  }

  private static boolean isArray(JavaAccess<?> access) {
    return parameters(access).stream().anyMatch(parameter -> parameter.startsWith("["));
  }

  private static List<String> parameters(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget codeUnit
        ? codeUnit.getRawParameterTypes().stream().map(HasName::getName).toList()
        : List.of();
  }
}
