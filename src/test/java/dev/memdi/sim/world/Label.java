package dev.memdi.sim.world;

import org.jspecify.annotations.Nullable;

/** A name for the class of a message or a task that is the same in every run and every JVM. */
record Label(String name, int hash) {
  static final Label NONE = new Label("-", 0);

  private static final String[] NUMBERED = {"eventStreamUnsubscriber", "StreamSupervisor"};

  private static final ClassValue<Label> LABELS =
      new ClassValue<>() {
        @Override
        protected Label computeValue(Class<?> type) {
          // A lambda's class ends in its address, and its number in some JVMs.
          String full = type.getName().replaceFirst("(\\$\\$Lambda).*", "$1");
          String simple =
              full.substring(full.lastIndexOf('.') + 1).replaceFirst("\\$$", "").replace('$', '.');
          return new Label(simple, full.hashCode());
        }
      };

  static Label of(@Nullable Object object) {
    return object == null ? NONE : LABELS.get(object.getClass());
  }

  /** Some of Pekko's own actors are numbered per JVM: their name without the number. */
  static String ofActor(String name) {
    for (String numbered : NUMBERED) {
      if (name.startsWith(numbered)) {
        return numbered;
      }
    }
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
