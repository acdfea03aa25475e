package dev.memdi.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reports every key under {@code memdi} that nobody reads: a mistyped key would otherwise be a
 * setting that its author believes in and that does nothing.
 */
final class UnknownKeys {
  /** Read by dev/memdi/logback.xml before there is a configuration, so only from where it looks. */
  private static final Set<String> LOGGING = Set.of("memdi.log.level", "memdi.log.pekko.level");

  private static final String SYSTEM_PROPERTIES = "system properties";

  private final Set<String> known;
  private final Problems problems;

  UnknownKeys(Set<String> known, Problems problems) {
    this.known = new TreeSet<>(known);
    this.known.addAll(LOGGING);
    this.problems = problems;
  }

  void report(Config config) {
    if (config.root().get("memdi") instanceof ConfigObject memdi) {
      descend("memdi", memdi);
    }
  }

  private void descend(String path, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
      String key = path + "." + ConfigUtil.joinPath(entry.getKey());
      if (known.contains(key)) { // its type was checked when it was read
        boolean given = entry.getValue().origin().description().equals(SYSTEM_PROPERTIES);
        if (LOGGING.contains(key) && !given) {
          problems.unknown(key, "works as a system property only: -D" + key + "=…");
        }
        continue;
      }
      boolean section = known.stream().anyMatch(k -> k.startsWith(key + "."));
      if (!section) {
        problems.unknown(key, "unknown key" + nearest(key));
      } else if (entry.getValue() instanceof ConfigObject inner) {
        descend(key, inner);
      } // else a value in place of a section: reported when its keys were read
    }
  }

  /** A known key that could have been meant: as close as a few slips of the finger. */
  private String nearest(String key) {
    Optional<String> nearest = known.stream().min(Comparator.comparingInt(k -> likeness(key, k)));
    return nearest
        .filter(k -> likeness(key, k) <= 2 + lastName(key).length() / 3)
        .map(k -> "; did you mean " + k + "?")
        .orElse("");
  }

  /** The right name in the wrong section is near as well. */
  private static int likeness(String key, String known) {
    return Math.min(distance(key, known), distance(lastName(key), lastName(known)) + 1);
  }

  private static String lastName(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }

  /** How many letters to insert, drop or replace to turn one into the other (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
      }
    }
    return row[b.length()];
  }
}
