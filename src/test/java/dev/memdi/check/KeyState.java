package dev.memdi.check;

import dev.memdi.api.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key at one point of a possible order.
 *
 * @param value null if the key does not exist
 * @param revision that of its last change if {@code exact}, else the lowest that it can be: a write
 *     whose outcome nobody saw has some revision larger than all before
 * @param lifetime null if the key does not expire
 */
record KeyState(@Nullable Bytes value, long revision, boolean exact, @Nullable Lifetime lifetime) {
  static final KeyState ABSENT = new KeyState(null, 0, false, null);

  static KeyState absent(long revision) {
    return revision == 0 ? ABSENT : new KeyState(null, revision, false, null);
  }

  boolean present() {
    return value != null;
  }

  /**
   * All but a lower bound of the revision: states alike in this differ only in how much they allow.
   */
  boolean alike(KeyState other) {
    return this == other
        || (exact == other.exact
            && (!exact || revision == other.revision)
            && Objects.equals(value, other.value)
            && Objects.equals(lifetime, other.lifetime));
  }

  int likeness() {
    int hash = value == null ? 0 : value.hashCode();
    return 31 * (31 * hash + (exact ? Long.hashCode(revision) : 7)) + Objects.hashCode(lifetime);
  }

  @Override
  public String toString() {
    if (value == null) {
      return "absent";
    }
    String shown = Values.isUnseen(value) ? "some value that nobody saw" : "'" + value + "'";
    String from = exact ? " @" + revision : revision > 0 ? " @" + revision + " or later" : "";
    return shown + from + (lifetime == null ? "" : ", may expire");
  }
}
