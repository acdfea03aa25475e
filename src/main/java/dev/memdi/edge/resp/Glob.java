package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.util.Arrays;

/**
 * A pattern for bytes as Redis has them: {@code *} any, {@code ?} one, {@code [a-c]}, {@code
 * [^a-c]}, and a backslash before what stands for itself. Takes no more than the product of both
 * lengths.
 */
final class Glob {
  private final byte[] pattern;

  private Glob(byte[] pattern) {
    this.pattern = pattern;
  }

  static Glob of(Bytes pattern) {
    return new Glob(pattern.array());
  }

  /** What everything that matches begins with. */
  Bytes prefix() {
    int end = 0;
    while (end < pattern.length && "*?[\\".indexOf((char) (pattern[end] & 0xFF)) < 0) {
      end++;
    }
    return Bytes.wrap(Arrays.copyOf(pattern, end));
  }

  boolean matches(Bytes text) {
    int at = 0;
    int in = 0;
    int star = -1; // behind the last star, and where in the text it was tried
    int tried = 0;
    while (in < text.length()) {
      if (at < pattern.length && pattern[at] == '*') {
        star = ++at;
        tried = in;
        continue;
      }
      int next = at < pattern.length ? one(at, text.at(in)) : -1;
      if (next >= 0) {
        at = next;
        in++;
      } else if (star >= 0) {
        at = star;
        in = ++tried;
      } else {
        return false;
      }
    }
    while (at < pattern.length && pattern[at] == '*') {
      at++;
    }
    return at == pattern.length;
  }

  /** Where the pattern goes on behind what matches one byte, or -1 where it does not match it. */
  private int one(int at, byte b) {
    return switch (pattern[at]) {
      case '?' -> at + 1;
      case '[' -> among(at + 1, b);
      case '\\' -> {
        int literal = at + 1 < pattern.length ? at + 1 : at;
        yield pattern[literal] == b ? literal + 1 : -1;
      }
      default -> pattern[at] == b ? at + 1 : -1;
    };
  }

  private int among(int from, byte b) {
    int at = from;
    boolean not = at < pattern.length && pattern[at] == '^';
    at += not ? 1 : 0;
    boolean found = false;
    while (at < pattern.length && pattern[at] != ']') {
      if (pattern[at] == '\\' && at + 1 < pattern.length) {
        at++;
        found |= pattern[at] == b;
      } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
        int low = Math.min(pattern[at] & 0xFF, pattern[at + 2] & 0xFF);
        int high = Math.max(pattern[at] & 0xFF, pattern[at + 2] & 0xFF);
        found |= (b & 0xFF) >= low && (b & 0xFF) <= high;
        at += 2;
      } else {
        found |= pattern[at] == b;
      }
      at++;
    }
    return found == not ? -1 : Math.min(at + 1, pattern.length);
  }
}
