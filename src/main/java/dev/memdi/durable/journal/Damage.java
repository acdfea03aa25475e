package dev.memdi.durable.journal;

/** A place of a file where something is not what was once written and forced there. */
public record Damage(String file, long offset, String what) {
  @Override
  public String toString() {
    return "%s at byte %d: %s".formatted(file, offset, what);
  }
}
