package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A command's name and what follows it.
 *
 * @param words at least one
 * @param weight about how many bytes of memory it takes while it waits
 */
record WireRequest(List<Bytes> words, long weight) {
  private static final int OVERHEAD = 64;

  WireRequest(List<Bytes> words) {
    this(words, weight(words));
  }

  /** The name in lower case. */
  String name() {
    return lower(words.getFirst());
  }

  private static long weight(List<Bytes> words) {
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
