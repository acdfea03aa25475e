package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads keys by their full names and remembers them: they are the known ones. Where a value can't
 * be read, the problem is noted and a stand-in returned, so that reading goes on to find the rest.
 */
final class Reader {
  private final Config config;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  Reader(Config config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  /** The keys that were asked for so far. */
  Set<String> known() {
    return known;
  }

  /** Whether that setting, which may be left out, is there. */
  boolean has(String key) {
    known.add(key);
    return config.hasPath(key);
  }

  /** How many sections there are below {@code key}, named 0, 1 and so on; at least one. */
  int sections(String key) {
    if (config.hasPath(key)
        && config.getValue(key) instanceof ConfigObject sections
        && !sections.isEmpty()) {
      return sections.size();
    }
    known.add(key);
    unreadable(key, "a list of sections [ { … } ]");
    return 0;
  }

  String text(String key) {
    return read(key, "a string", "", config::getString);
  }

  boolean flag(String key) {
    return read(key, "on or off", false, config::getBoolean);
  }

  int integer(String key) {
    return Math.toIntExact(whole(key, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  long count(String key) {
    return whole(key, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  double fraction(String key) {
    return read(key, "a number", 0.0, config::getDouble);
  }

  Duration duration(String key) {
    return read(key, "a duration, such as 75ms or 2s", Duration.ZERO, config::getDuration);
  }

  long bytes(String key) {
    return read(key, "a size, such as 128KiB", 0L, config::getBytes);
  }

  /** A size that an array can have. */
  int arrayBytes(String key) {
    return read(
        key,
        "a size below 2GiB, such as 128KiB",
        0,
        path -> Math.toIntExact(config.getBytes(path)));
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    E[] all = type.getEnumConstants();
    String expected = Stream.of(all).map(Reader::lower).collect(Collectors.joining(" or "));
    return read(
        key,
        expected,
        all[0],
        path -> {
          String given = config.getString(path);
          return Stream.of(all)
              .filter(e -> lower(e).equals(given))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException(given));
        });
  }

  List<Address> addresses(String key) {
    return read(
        key,
        "a list of \"host:port\"",
        List.of(),
        path -> {
          List<Address> addresses = new ArrayList<>();
          for (String text : config.getStringList(path)) {
            addresses.add(
                Address.parse(text).orElseThrow(() -> new IllegalArgumentException(text)));
          }
          return addresses;
        });
  }

  private long whole(String key, long min, long max) {
    return read(
        key,
        "a whole number",
        0L,
        path -> {
          // getLong would cut 3.7 to 3 in silence
          double asDouble = config.getDouble(path);
          long value = config.getLong(path);
          if (asDouble != Math.rint(asDouble) || value < min || value > max) {
            throw new IllegalArgumentException(Long.toString(value));
          }
          return value;
        });
  }

  /** Reads the value of a path. */
  private interface Get<T> {
    T from(String path);
  }

  private <T> T read(String key, String expected, T standIn, Get<T> get) {
    known.add(key);
    try {
      return get.from(key);
    } catch (ConfigException | IllegalArgumentException | ArithmeticException e) {
      unreadable(key, expected);
    }
    return standIn;
  }

  private void unreadable(String key, String expected) {
    Optional<String> broken = brokenSection(key);
    if (broken.isPresent()) {
      problems.unreadable(broken.get(), "expected a section { … }, got " + given(broken.get()));
      problems.passOver(key);
    } else {
      problems.unreadable(key, "expected " + expected + ", got " + given(key));
    }
  }

  /**
   * The outermost section above {@code key} that is not one: told once, not for each of its keys.
   */
  private Optional<String> brokenSection(String key) {
    for (int dot = key.indexOf('.'); dot > 0; dot = key.indexOf('.', dot + 1)) {
      String section = key.substring(0, dot);
      if (!config.hasPath(section) || !(config.getValue(section) instanceof ConfigObject)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  private String given(String key) {
    return config.hasPath(key)
        ? config.getValue(key).render(ConfigRenderOptions.concise())
        : "nothing";
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
