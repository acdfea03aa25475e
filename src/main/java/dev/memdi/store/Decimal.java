package dev.memdi.store;

import dev.memdi.api.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * Signed 64-bit integers as decimal text, in the one form that {@link Long#toString} gives them.
 */
final class Decimal {
  private static final int LONGEST = 20;

  private Decimal() {}

  /** Whether the bytes are such a number, without a plus, a leading zero or a minus before zero. */
  static boolean isNumber(Bytes bytes) {
    int length = bytes.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    boolean negative = bytes.at(0) == '-';
    int start = negative ? 1 : 0;
    if (start == length || (bytes.at(start) == '0' && (negative || length > 1))) {
      return false;
    }
    for (int i = start; i < length; i++) {
      if (bytes.at(i) < '0' || bytes.at(i) > '9') {
        return false;
      }
    }
    // Only 19 digits can be out of range, and only text as long as that is worth a slow look.
    return length - start < 19 || inRange(new String(bytes.array(), StandardCharsets.US_ASCII));
  }

  /** The number, of bytes for which {@link #isNumber} holds. */
  static long parse(Bytes bytes) {
    boolean negative = bytes.at(0) == '-';
    long number = 0;
    for (int i = negative ? 1 : 0; i < bytes.length(); i++) {
      number = number * 10 - (bytes.at(i) - '0'); // downwards, where there is room for the least
    }
    return negative ? number : -number;
  }

  static Bytes format(long number) {
    return Bytes.wrap(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean inRange(String digits) {
    try {
      return Long.toString(Long.parseLong(digits)).equals(digits);
    } catch (NumberFormatException tooLong) {
      return false;
    }
  }
}
