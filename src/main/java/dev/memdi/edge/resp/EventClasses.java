package dev.memdi.edge.resp;

import dev.memdi.api.Cause;
import java.util.Optional;

/**
 * Of which changes of keys clients are told, and where: {@code notify-keyspace-events}, as Redis
 * writes it.
 *
 * @param letters each once, in Redis' order
 */
record EventClasses(String letters) {
  static final EventClasses NONE = new EventClasses("");

  /** Those that {@code A} stands for. */
  private static final String ALL = "g$lshzxetd";

  private static final String ORDER = ALL + "nKEm";

  /** Empty if there is a letter that means nothing. */
  static Optional<EventClasses> parse(String text) {
    String wanted = text.replace("A", ALL);
    if (wanted.chars().anyMatch(letter -> ORDER.indexOf(letter) < 0)) {
      return Optional.empty();
    }
    StringBuilder letters = new StringBuilder();
    ORDER
        .chars()
        .filter(letter -> wanted.indexOf(letter) >= 0)
        .forEach(letter -> letters.append((char) letter));
    return Optional.of(new EventClasses(letters.toString()));
  }

  /** As Redis tells it. */
  String shown() {
    return letters.startsWith(ALL)
        ? "A" + letters.substring(ALL.length()).replace("n", "")
        : letters;
  }

  /** On the channel of the key. */
  boolean byKey() {
    return has('K');
  }

  /** On the channel of the event. */
  boolean byEvent() {
    return has('E');
  }

  /** Whether anything can be told at all. */
  boolean any() {
    return (byKey() || byEvent()) && (has('g') || has('$') || has('x'));
  }

  boolean tells(Cause cause) {
    return switch (cause) {
      case SET, INCREMENT, ADD_DECIMAL, APPEND, OVERWRITE -> has('$');
      case EXPIRE, PERSIST, DELETE, RENAME_FROM, RENAME_TO, COPY_TO -> has('g');
      case EXPIRED -> has('x');
    };
  }

  private boolean has(char letter) {
    return letters.indexOf(letter) >= 0;
  }
}
