package dev.memdi.edge.http;

import dev.memdi.api.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Percent-encoding as bytes, not as text: a key that is not UTF-8 has a path of its own too. The
 * library's own decoding would turn such bytes into replacement characters.
 */
final class PercentCoding {
  private static final String UNRESERVED = "-._~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PercentCoding() {}

  /** Decodes a path segment; empty if it holds a bad escape. */
  static Optional<Bytes> decodeSegment(String text) {
    return decode(text, false);
  }

  /** Decodes a name or value of a query or a form, where {@code +} is a space. */
  static Optional<Bytes> decodeForm(String text) {
    return decode(text, true);
  }

  private static Optional<Bytes> decode(String text, boolean plusIsSpace) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          return Optional.empty();
        }
        bytes[length++] = (byte) HexFormat.fromHexDigits(text, i + 1, i + 3);
        i += 2;
      } else if (c > 0x7e) {
        return Optional.empty(); // only ASCII is allowed here: which bytes were meant is a guess
      } else {
        bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
      }
    }
    return Optional.of(Bytes.wrap(length == bytes.length ? bytes : Arrays.copyOf(bytes, length)));
  }

  /** Fit for a path segment and for a query. */
  static String encode(Bytes bytes) {
    StringBuilder text = new StringBuilder(bytes.length() + 16);
    for (byte b : bytes.array()) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return text.toString();
  }
}
