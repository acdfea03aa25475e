package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The words of a request that somebody typed: parted by space, in quotes where they hold some. */
final class InlineWords {
  private final byte[] line;
  private int at;

  private InlineWords(byte[] line) {
    this.line = line;
  }

  static List<Bytes> of(byte[] line) throws ProtocolException {
    return new InlineWords(line).split();
  }

  private List<Bytes> split() throws ProtocolException {
    List<Bytes> words = new ArrayList<>();
    while (true) {
      while (at < line.length && isSpace(line[at])) {
        at++;
      }
      if (at == line.length) {
        return words;
      }
      words.add(word());
    }
  }

  private Bytes word() throws ProtocolException {
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    while (at < line.length && !isSpace(line[at])) {
      byte next = line[at++];
      if (next == '"' || next == '\'') {
        quoted(next, word);
        break;
      }
      word.write(next);
    }
    return Bytes.wrap(word.toByteArray());
  }

  private void quoted(byte quote, ByteArrayOutputStream word) throws ProtocolException {
    while (at < line.length) {
      byte next = line[at++];
      if (next == quote) {
        if (at < line.length && !isSpace(line[at])) {
          break; // a word goes on behind its closing quote
        }
        return;
      }
      boolean escape = next == '\\' && at < line.length;
      if (escape && quote == '"') {
        word.write(escaped());
      } else if (escape && line[at] == '\'') {
        word.write(line[at++]);
      } else {
        word.write(next);
      }
    }
    throw new ProtocolException("unbalanced quotes in request");
  }

  private int escaped() {
    byte next = line[at++];
    if (next == 'x' && at + 1 < line.length) {
      int high = Character.digit(line[at], 16);
      int low = Character.digit(line[at + 1], 16);
      if (high >= 0 && low >= 0) {
        at += 2;
        return high << 4 | low;
      }
    }
    return switch (next) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> next;
    };
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r') || b == 0;
  }
}
