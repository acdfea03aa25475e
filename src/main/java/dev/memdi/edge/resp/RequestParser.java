package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import io.netty.buffer.ByteBuf;
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
  private static final int NONE = -1;

  private final int longestBulk;
  private final long longestRequest;

  private List<Bytes> words = new ArrayList<>();
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
  @Nullable WireRequest next(ByteBuf in) throws ProtocolException {
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
        words = new ArrayList<>();
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
  private boolean begin(ByteBuf in) throws ProtocolException {
    if (!in.isReadable()) {
      return false;
    }
    if (in.getByte(in.readerIndex()) != '*') {
      byte[] line = line(in, "too big inline request");
      if (line == null) {
        return false;
      }
      words = InlineWords.of(line);
      return true;
    }
    byte[] line = line(in, "too big mbulk count string");
    if (line == null) {
      return false;
    }
    long count = number(line);
    if (count > MOST_WORDS || count == Long.MIN_VALUE) {
      throw new ProtocolException("invalid multibulk length");
    }
    missing = (int) Math.max(count, 0);
    return true;
  }

  private boolean word(ByteBuf in) throws ProtocolException {
    if (bulk == NONE) {
      if (!in.isReadable()) {
        return false;
      }
      char first = (char) (in.getByte(in.readerIndex()) & 0xFF);
      if (first != '$') {
        throw new ProtocolException("expected '$', got '" + printable(first) + "'");
      }
      byte[] line = line(in, "too big bulk count string");
      if (line == null) {
        return false;
      }
      long length = number(line);
      if (length < 0 || length > longestBulk) {
        throw new ProtocolException("invalid bulk length");
      }
      weight += length;
      if (weight > longestRequest) {
        throw new ProtocolException("a request of more than " + longestRequest + " bytes");
      }
      bulk = (int) length;
    }
    if (in.readableBytes() < bulk + 2) {
      return false;
    }
    byte[] word = new byte[bulk];
    in.readBytes(word);
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw new ProtocolException("a bulk string is longer than announced");
    }
    words.add(Bytes.wrap(word));
    bulk = NONE;
    missing--;
    return true;
  }

  /** The next line without its end; null where that has to come first. */
  private byte @Nullable [] line(ByteBuf in, String tooLong) throws ProtocolException {
    int from = in.readerIndex();
    int until = Math.min(in.writerIndex(), from + LONGEST_LINE);
    int end = in.indexOf(from + looked, until, (byte) '\n');
    if (end < 0) {
      if (until - from == LONGEST_LINE) {
        throw new ProtocolException(tooLong);
      }
      looked = until - from;
      return null;
    }
    looked = 0;
    boolean carriage = end > from && in.getByte(end - 1) == '\r';
    byte[] line = new byte[end - from - (carriage ? 1 : 0)];
    in.readBytes(line);
    in.readerIndex(end + 1);
    return line;
  }

  /** What stands behind the first byte, or the least number of all where that is none. */
  private static long number(byte[] line) {
    int at = 1;
    boolean negative = line.length > 1 && line[1] == '-';
    if (negative) {
      at++;
    }
    if (at == line.length || line.length - at > 18) {
      return Long.MIN_VALUE;
    }
    long number = 0;
    for (; at < line.length; at++) {
      if (line[at] < '0' || line[at] > '9') {
        return Long.MIN_VALUE;
      }
      number = number * 10 + line[at] - '0';
    }
    return negative ? -number : number;
  }

  private static String printable(char c) {
    return c > ' ' && c < 0x7f ? String.valueOf(c) : "\\x%02x".formatted((int) c);
  }
}
