package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A command's name and what follows it.
 *
 * @param words at least one
 */
record WireRequest(List<Bytes> words) {
  private static final int OVERHEAD = 64;

  /** The name in lower case. */
  String name() {
    return lower(words.getFirst());
  }

  /** About how much memory it takes while it waits. */
  long weight() {
    long bytes = OVERHEAD;
    for (Bytes word : words) {
      bytes += OVERHEAD + word.length();
    }
    return bytes;
  }

  /** Byte for byte, in lower case. */
  static String lower(Bytes word) {
    return text(word).toLowerCase(Locale.ROOT);
  }

  /** Byte for byte. */
  static String text(Bytes word) {
    return new String(word.array(), StandardCharsets.ISO_8859_1);
  }
}
