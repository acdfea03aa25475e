package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Answers as bytes, in version 2 or 3 of the protocol. */
final class ReplyWriter {
  private final ByteBuf out;
  private int version;

  ReplyWriter(ByteBuf out, int version) {
    this.out = out;
    this.version = version;
  }

  /** What is written from now on is of that version. */
  void speak(int other) {
    version = other;
  }

  void simple(String line) {
    line('+', oneLine(line));
  }

  void error(String line) {
    line('-', oneLine(line));
  }

  void integer(long number) {
    line(':', Long.toString(number));
  }

  void bulk(Bytes bytes) {
    line('$', Integer.toString(bytes.length()));
    out.writeBytes(bytes.array());
    end();
  }

  void nothing() {
    if (version == 3) {
      line('_', "");
    } else {
      line('$', "-1");
    }
  }

  void noArray() {
    if (version == 3) {
      line('_', "");
    } else {
      line('*', "-1");
    }
  }

  /** The head of an array; so many replies follow. */
  void array(int size) {
    line('*', Integer.toString(size));
  }

  /** The head of a set. */
  void set(int size) {
    line(version == 3 ? '~' : '*', Integer.toString(size));
  }

  /** The head of a map; twice so many replies follow. */
  void map(int size) {
    if (version == 3) {
      line('%', Integer.toString(size));
    } else {
      array(2 * size);
    }
  }

  /** The head of what nobody asked for. */
  void push(int size) {
    line(version == 3 ? '>' : '*', Integer.toString(size));
  }

  void verbatim(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (version == 3) {
      line('=', Integer.toString(bytes.length + 4));
      out.writeCharSequence("txt:", StandardCharsets.US_ASCII);
      out.writeBytes(bytes);
      end();
    } else {
      bulk(Bytes.wrap(bytes));
    }
  }

  private void line(char kind, String rest) {
    out.writeByte(kind);
    out.writeCharSequence(rest, StandardCharsets.UTF_8);
    end();
  }

  private void end() {
    out.writeByte('\r');
    out.writeByte('\n');
  }

  /** What a client sent may stand in an error, and must not end it early. */
  private static String oneLine(String text) {
    return text.indexOf('\r') < 0 && text.indexOf('\n') < 0
        ? text
        : text.replace('\r', ' ').replace('\n', ' ');
  }
}
