package dev.memdi.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** What keeps the house easy to find one's way in. */
final class TidinessRules {
  static final ArchRule NO_CYCLES_BETWEEN_TOP_LEVEL_PACKAGES =
      slices().matching("dev.memdi.(*)..").should().beFreeOfCycles();

  static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES =
      classes()
          .should(haveATellingName())
          .because(
              "a name such as Manager or Util says only that nobody knew what the class is for");

  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes()
          .should(liveInANullMarkedPackage())
          .because("NullAway is silent about a package that is not");

  /** As words of a camel-case name: an Implicit is no Impl. */
  private static final Pattern EMPTY_WORD =
      Pattern.compile("(Manager|Helper|Util(ity|itie)?|Common|Impl|Master|Slave)s?(?![a-z])");

  private static final Pattern EMPTY_PACKAGE_WORD =
      Pattern.compile("\\b(manager|helper|util(ity|itie)?|common|impl|master|slave)s?\\b");

  private TidinessRules() {}

  private static ArchCondition<JavaClass> haveATellingName() {
    return new ArchCondition<>(
        "have names without Manager, Helper, Util, Common, Impl and the like") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean empty =
            EMPTY_WORD.matcher(type.getSimpleName()).find()
                || EMPTY_PACKAGE_WORD.matcher(type.getPackageName()).find();
        events.add(new SimpleConditionEvent(type, !empty, type.getName() + " is a class's name"));
      }
    };
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a package whose package-info has @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                type,
                marked,
                "%s lives in %s, which %s @NullMarked"
                    .formatted(type.getName(), type.getPackageName(), marked ? "is" : "is not")));
      }
    };
  }
}
