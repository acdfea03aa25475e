package dev.memdi.edge.resp;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of command by which Redis grants access: all of them, in its order. */
enum Category {
  KEYSPACE,
  READ,
  WRITE,
  SET,
  SORTEDSET,
  LIST,
  HASH,
  STRING,
  BITMAP,
  HYPERLOGLOG,
  GEO,
  STREAM,
  PUBSUB,
  ADMIN,
  FAST,
  SLOW,
  BLOCKING,
  DANGEROUS,
  CONNECTION,
  TRANSACTION,
  SCRIPTING;

  private static final Map<String, Set<Category>> BY_FLAG =
      Map.of(
          "readonly", Set.of(READ),
          "write", Set.of(WRITE),
          "fast", Set.of(FAST),
          "admin", Set.of(ADMIN, DANGEROUS),
          "pubsub", Set.of(PUBSUB),
          "blocking", Set.of(BLOCKING));

  /** Those of a command: what is named for it, and what follows from its flags. */
  static Set<Category> of(List<String> flags, Set<Category> named) {
    EnumSet<Category> all = EnumSet.noneOf(Category.class);
    all.addAll(named);
    flags.forEach(flag -> all.addAll(BY_FLAG.getOrDefault(flag, Set.of())));
    if (!all.contains(FAST)) {
      all.add(SLOW);
    }
    return all;
  }

  /** That of a name in any case. */
  static Optional<Category> named(String name) {
    for (Category category : values()) {
      if (category.text().equalsIgnoreCase(name)) {
        return Optional.of(category);
      }
    }
    return Optional.empty();
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
