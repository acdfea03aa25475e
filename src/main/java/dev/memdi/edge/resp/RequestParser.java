package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests out of bytes that come in pieces: arrays of bulk strings, or lines that somebody typed.
 * Nothing is set aside for a length that was only announced.
 *
 * <pre>
 *   *3\r\n $3\r\n SET\r\n $1\r\n k\r\n $1\r\n v\r\n          an array
 *   SET k "a value"\r\n                                      a line
 * </pre>
 */
final class RequestParser {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_WORDS = 1024 * 1024;
  private static final int USUAL_WORDS = 8;
  private static final int NONE = -1;

  private final int longestBulk;
  private final long longestRequest;

  private List<Bytes> words = List.of();
  private int missing; // words of the array that is being read
  private int bulk = NONE; // length of the word that is being read
  private long weight;
  private int looked; // bytes in which there is no end of a line

  /**
   * @param longestBulk the longest word, in bytes
   * @param longestRequest the bytes of all words of a request
   */
  RequestParser(int longestBulk, long longestRequest) {
    this.longestBulk = longestBulk;
    this.longestRequest = longestRequest;
  }

  /** Takes the next request out of {@code in}; null where it is not there wholly. */
  @Nullable WireRequest next(Unread in) throws ProtocolException {
    while (true) {
      if (missing == 0) {
        if (!begin(in)) {
          return null;
        }
      } else if (!word(in)) {
        return null;
      }
      if (missing == 0 && !words.isEmpty()) {
        WireRequest request = new WireRequest(words);
        words = List.of();
        weight = 0;
        return request;
      }
    }
  }

  /** The bytes of the words that it has of a request that is not whole. */
  long parsed() {
    return bulk == NONE ? weight : weight - bulk;
  }

  /** Reads what a request begins with; false where more has to come first. */
  private boolean begin(Unread in) throws ProtocolException {
    if (in.isEmpty()) {
      return false;
    }
    if (in.array[in.from] != '*') {
      int end = endOfLine(in, "too big inline request");
      if (end == NONE) {
        return false;
      }
      words = InlineWords.of(in.take(withoutReturn(in, end) - in.from));
      in.from = end + 1;
      return true;
    }
    int end = endOfLine(in, "too big mbulk count string");
    if (end == NONE) {
      return false;
    }
    long count = number(in.array, in.from + 1, withoutReturn(in, end));
    in.from = end + 1;
    if (count > MOST_WORDS || count == Long.MIN_VALUE) {
      throw new ProtocolException("invalid multibulk length");
    }
    missing = (int) Math.max(count, 0);
    words = new ArrayList<>(Math.min(missing, USUAL_WORDS));
    return true;
  }

  private boolean word(Unread in) throws ProtocolException {
    if (bulk == NONE) {
      if (in.isEmpty()) {
        return false;
      }
      byte first = in.array[in.from];
      if (first != '$') {
        throw new ProtocolException("expected '$', got '" + printable((char) (first & 0xFF)) + "'");
      }
      int end = endOfLine(in, "too big bulk count string");
      if (end == NONE) {
        return false;
      }
      long length = number(in.array, in.from + 1, withoutReturn(in, end));
      in.from = end + 1;
      if (length < 0 || length > longestBulk) {
        throw new ProtocolException("invalid bulk length");
      }
      weight += length;
      if (weight > longestRequest) {
        throw new ProtocolException("a request of more than " + longestRequest + " bytes");
      }
      bulk = (int) length;
    }
    if (in.length() < bulk + 2L) {
      return false;
    }
    byte[] word = in.take(bulk);
    if (in.array[in.from] != '\r' || in.array[in.from + 1] != '\n') {
      throw new ProtocolException("a bulk string is longer than announced");
    }
    in.from += 2;
    words.add(Bytes.wrap(word));
    bulk = NONE;
    missing--;
    return true;
  }

  /** Where the next line has its line feed; {@link #NONE} where that has to come first. */
  private int endOfLine(Unread in, String tooLong) throws ProtocolException {
    byte[] array = in.array;
    int until = Math.min(in.to, in.from + LONGEST_LINE);
    for (int at = in.from + looked; at < until; at++) {
      if (array[at] == '\n') {
        looked = 0;
        return at;
      }
    }
    if (until - in.from == LONGEST_LINE) {
      throw new ProtocolException(tooLong);
    }
    looked = until - in.from;
    return NONE;
  }

  /** The end of a line's text: a carriage return before the line feed is none of it. */
  private static int withoutReturn(Unread in, int end) {
    return end > in.from && in.array[end - 1] == '\r' ? end - 1 : end;
  }

  /** The number between two places, or the least of all where there is none. */
  private static long number(byte[] array, int from, int end) {
    boolean negative = from < end && array[from] == '-';
    int at = negative ? from + 1 : from;
    if (at >= end || end - at > 18) {
      return Long.MIN_VALUE;
    }
    long number = 0;
    for (; at < end; at++) {
      int digit = array[at] - '0';
      if (digit < 0 || digit > 9) {
        return Long.MIN_VALUE;
      }
      number = number * 10 + digit;
    }
    return negative ? -number : number;
  }

  private static String printable(char c) {
    return c > ' ' && c < 0x7f ? String.valueOf(c) : "\\x%02x".formatted((int) c);
  }
}
