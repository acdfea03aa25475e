package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gathers what is wrong with a configuration, so that its author learns it all at once. A key that
 * could not be read is reported once: checks that would need its value are passed over.
 */
final class Problems {
  private static final ConfigRenderOptions CONCISE = ConfigRenderOptions.concise();

  private final Optional<Config> source;
  private final List<String> found = new ArrayList<>();
  private final Set<String> unreadable = new HashSet<>();

  /** Of settings that were built in code and have no origin. */
  Problems() {
    this.source = Optional.empty();
  }

  /** Of settings read from {@code source}; problems then tell the file and the line. */
  Problems(Config source) {
    this.source = Optional.of(source);
  }

  /** The value of {@code key} can't be used at all. */
  void unreadable(String key, String message) {
    if (unreadable.add(key)) {
      found.add(key + ": " + message + origin(key));
    }
  }

  /** The value of {@code key} is missing for a reason that was reported already. */
  void passOver(String key) {
    unreadable.add(key);
  }

  /** There is no key {@code key} to set. */
  void unknown(String key, String message) {
    found.add(key + ": " + message + origin(key));
  }

  /**
   * If {@code holds} is false, reports {@code message} about {@code key}, whose value is {@code
   * value}, unless it or one of {@code others}, with which it was compared, could not be read.
   */
  void expect(boolean holds, String key, Object value, String message, String... others) {
    if (holds
        || unreadable.contains(key)
        || Set.of(others).stream().anyMatch(unreadable::contains)) {
      return;
    }
    found.add(key + " = " + shown(key, value) + ": " + message + origin(key));
  }

  boolean none() {
    return found.isEmpty();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidConfigException(found);
    }
  }

  /** As its author wrote it, if there is an author. */
  private String shown(String key, Object value) {
    return value(key).map(v -> v.render(CONCISE)).orElseGet(value::toString);
  }

  private String origin(String key) {
    return value(key).map(ConfigValue::origin).map(Problems::place).orElse("");
  }

  private static String place(ConfigOrigin origin) {
    return " (" + origin.description() + ")";
  }

  private Optional<ConfigValue> value(String key) {
    return source.filter(c -> c.hasPathOrNull(key) && !c.getIsNull(key)).map(c -> c.getValue(key));
  }
}
