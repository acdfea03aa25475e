package dev.memdi.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Optional;

/** The source of a class that breaks one rule, or that looks suspicious and breaks none. */
record Specimen(Optional<String> rule, String packageName, String simpleName, String body) {
  String className() {
    return packageName + "." + simpleName;
  }

  /** Whether a compiled class is this one, is nested in it, or is its package's package-info. */
  boolean brings(JavaClass compiled) {
    String name = compiled.getName();
    return name.equals(className())
        || name.startsWith(className() + "$")
        || name.equals(packageName + ".package-info");
  }

  String source() {
    return """
    package %s;

    import java.time.*;
    import java.util.*;
    import java.util.concurrent.*;
    import java.util.function.*;
    import java.util.stream.*;

    public class %s {
      %s
    }
    """
        .formatted(packageName, simpleName, body);
  }
}
