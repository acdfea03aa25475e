package dev.memdi.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A collection of specimens; those whose name does not matter get a number. */
final class Specimens {
  private final String name;
  private final List<Specimen> all = new ArrayList<>();

  Specimens(String name) {
    this.name = name;
  }

  List<Specimen> all() {
    return List.copyOf(all);
  }

  /** {@code body} is what stands between the braces of the class. */
  Specimens innocent(String packageName, String simpleName, String body) {
    all.add(new Specimen(Optional.empty(), packageName, simpleName, body));
    return this;
  }

  Specimens breaking(String rule, String packageName, String body) {
    return breaking(rule, packageName, name + all.size(), body);
  }

  Specimens breaking(String rule, String packageName, String simpleName, String body) {
    all.add(new Specimen(Optional.of(rule), packageName, simpleName, body));
    return this;
  }
}
