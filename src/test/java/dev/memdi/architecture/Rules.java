package dev.memdi.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Every rule by its name, found by reflection so that none is written down and then forgotten. */
final class Rules {
  private Rules() {}

  static Map<String, ArchRule> all() {
    var rules = new LinkedHashMap<String, ArchRule>();
    Stream.of(ImportRules.class, DeterminismRules.class, TidinessRules.class)
        .flatMap(type -> Stream.of(type.getDeclaredFields()))
        .filter(field -> field.getType() == ArchRule.class)
        .forEach(field -> rules.put(field.getName(), valueOf(field)));
    return rules;
  }

  private static ArchRule valueOf(Field field) {
    try {
      return (ArchRule) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
